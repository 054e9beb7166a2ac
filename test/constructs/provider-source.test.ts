import { KeyplaneProvider } from '@keyplane/cdktf';
import { TerraformStack, TerraformVariable, Testing } from 'cdktf';
import { version } from '../../provider/constructs/package.json';
import { versionConstraint } from '../../provider/constructs/version-constraint';

const SOURCE = 'keys.example.com/keyplane/keyplane';
const VARIABLE = 'KEYPLANE_PROVIDER_SOURCE';

const createEmptyStack = () => new TerraformStack(Testing.app(), 'test');

function requirementOf(stack: TerraformStack): unknown {
  const json = JSON.parse(Testing.synth(stack, true)) as {
    readonly terraform: { readonly required_providers: Readonly<Record<string, unknown>> };
  };
  return json.terraform.required_providers.keyplane;
}

function synthesizeWith(source?: string): unknown {
  const stack = createEmptyStack();
  new KeyplaneProvider(stack, 'keyplane', source === undefined ? {} : { source });
  return requirementOf(stack);
}

const original = process.env[VARIABLE];
beforeEach(() => {
  delete process.env[VARIABLE];
});
afterAll(() => {
  if (original === undefined) delete process.env[VARIABLE];
  else process.env[VARIABLE] = original;
});

describe('the source of the provider', () => {
  it('is the one that `keyplane provider install` installs, if none is set', () => {
    expect(synthesizeWith()).toMatchObject({ source: 'keyplane.local/keyplane/keyplane' });
  });

  it('is the property', () => {
    expect(synthesizeWith(SOURCE)).toMatchObject({ source: SOURCE });
  });

  it('is the environment variable KEYPLANE_PROVIDER_SOURCE', () => {
    process.env[VARIABLE] = ` ${SOURCE}\n`;
    expect(synthesizeWith()).toMatchObject({ source: SOURCE });
  });

  it('is the property if both are set', () => {
    process.env[VARIABLE] = 'other.example.com/keyplane/keyplane';
    expect(synthesizeWith(SOURCE)).toMatchObject({ source: SOURCE });
  });

  it('is the default if the environment variable is empty', () => {
    process.env[VARIABLE] = '';
    expect(synthesizeWith()).toMatchObject({ source: 'keyplane.local/keyplane/keyplane' });
  });

  it.each(['localhost:8700/keyplane/keyplane', 'schlüssel.example/my-team/keyplane'])(
    'can be %s',
    (source) => {
      expect(synthesizeWith(source)).toMatchObject({ source });
    },
  );

  it('is the same in HCL', () => {
    const stack = createEmptyStack();
    new KeyplaneProvider(stack, 'keyplane', { source: SOURCE });
    expect(Testing.synthHcl(stack, true)).toContain(`source = "${SOURCE}"`);
  });

  it.each([
    ['keyplane/keyplane', 'Without a host, terraform and tofu would ask different registries'],
    ['', 'must have the form <host>/<namespace>/keyplane'],
    ['a.example/b/c/keyplane', 'must have the form <host>/<namespace>/keyplane'],
    ['https://keys.example.com/keyplane/keyplane', 'must begin with a host, without "https://"'],
    ['-/keyplane/keyplane', 'must begin with the host of a provider registry'],
    ['keys.example.com:x/keyplane/keyplane', 'must begin with the host of a provider registry'],
    ['keys.example.com/key--plane/keyplane', 'has "key--plane" as its namespace'],
    ['keys.example.com/key_plane/keyplane', 'has "key_plane" as its namespace'],
    ['keys.example.com/keyplane/random', 'must end in "/keyplane"'],
    ['me:hunter2@keys.example.com/keyplane/keyplane', 'must not contain an `@`'],
  ])('cannot be "%s"', (source, problem) => {
    expect(() => synthesizeWith(source)).toThrow('test/keyplane: `source` ');
    expect(() => synthesizeWith(source)).toThrow(problem);
    expect(() => synthesizeWith(source)).not.toThrow('hunter2');
  });

  it('names the environment variable if that is not valid', () => {
    process.env[VARIABLE] = 'keyplane/keyplane';
    expect(() => synthesizeWith()).toThrow(
      'test/keyplane: the environment variable KEYPLANE_PROVIDER_SOURCE must have the form ' +
        '<host>/<namespace>/keyplane, such as "keys.example.com/keyplane/keyplane".',
    );
  });

  it('cannot be a reference', () => {
    const stack = createEmptyStack();
    const { stringValue: source } = new TerraformVariable(stack, 'source', {});
    expect(() => new KeyplaneProvider(stack, 'keyplane', { source })).toThrow(
      'Terraform installs the provider before it evaluates references.',
    );
  });

  it('must be the same for every KeyplaneProvider of a stack', () => {
    const stack = createEmptyStack();
    new KeyplaneProvider(stack, 'keyplane', { source: SOURCE });
    new KeyplaneProvider(stack, 'other', { alias: 'other' });
    expect(() => requirementOf(stack)).toThrow(
      `The source is "${SOURCE}", but the source of test/other is "keyplane.local/keyplane/keyplane".`,
    );
  });
});

describe('the version of the provider', () => {
  it('is that of the constructs or a later compatible one', () => {
    expect(synthesizeWith()).toMatchObject({ version: versionConstraint(version) });
  });

  it.each([
    ['0.1.0', '>= 0.1.0, < 0.2.0'],
    ['0.9.3', '>= 0.9.3, < 0.10.0'],
    ['1.0.0', '>= 1.0.0, < 2.0.0'],
    ['12.4.5', '>= 12.4.5, < 13.0.0'],
    ['1.0.0-rc.1', '1.0.0-rc.1'],
  ])('of constructs %s is %s', (ofConstructs, constraint) => {
    expect(versionConstraint(ofConstructs)).toBe(constraint);
  });
});
