import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import {
  compileProgram,
  copySources,
  createProject,
  installedPackages,
  packInstalled,
  packSources,
  publint,
  runProgram,
  typeProblems,
} from './packed-package';

const run = promisify(execFile);
const ROOT = path.join(__dirname, '../..');
const SOURCE = 'keys.example.com/keyplane/keyplane';

let folder: string;
let sources: string;
let constructs: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'packed-constructs-'));
  sources = await copySources(folder);
  constructs = await packInstalled('constructs', folder);
}, 60_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

describe.each([
  { name: '@keyplane/cdktf', peer: 'cdktf', place: 'provider/constructs' },
  { name: '@keyplane/cdktn', peer: 'cdktn', place: 'provider/constructs-cdktn' },
])('the packed $name, installed into an empty project', ({ name, peer, place }) => {
  let tarball: string;
  let project: string;

  beforeAll(async () => {
    const [packed, packedPeer] = await Promise.all([
      packSources(path.join(sources, place), folder),
      packInstalled(peer, folder),
    ]);
    tarball = packed;
    project = await createProject(path.join(folder, peer), [tarball, packedPeer, constructs]);
  }, 180_000);

  it('needs only its peers', async () => {
    expect(await installedPackages(project)).toEqual([name, peer, 'constructs']);
  });

  it('contains the license and a README, which names the package', async () => {
    const read = (file: string) => readFile(path.join(project, 'node_modules', name, file), 'utf8');
    expect(await read('LICENSE')).toBe(await readFile(path.join(ROOT, 'LICENSE'), 'utf8'));
    expect(await read('README.md')).toContain(`npm install ${name}`);
  });

  it('exports none of its other files', async () => {
    await expect(
      run(process.execPath, ['-p', `require.resolve('${name}')`], { cwd: project }),
    ).resolves.toMatchObject({ stdout: expect.stringMatching(/lib\/index\.js\n$/) as string });
    const inside = `require.resolve('${name}/lib/role')`;
    await expect(run(process.execPath, ['-p', inside], { cwd: project })).rejects.toMatchObject({
      stderr: expect.stringContaining('ERR_PACKAGE_PATH_NOT_EXPORTED') as string,
    });
  });

  it('follows the rules of publint', async () => {
    expect(await publint(tarball)).toContain('All good');
  }, 60_000);

  it('has types wherever TypeScript resolves it', async () => {
    expect(await typeProblems(tarball)).toEqual([]);
  }, 60_000);

  describe('in a strict TypeScript program', () => {
    beforeAll(async () => {
      expect(await compileProgram(project, programFor(name, peer))).toBe('');
    }, 120_000);

    it('declares keys in CommonJS, with the provider of the environment', async () => {
      const environment = { KEYPLANE_PROVIDER_SOURCE: SOURCE };
      expect(await synthesize('program.cjs', environment)).toMatchObject(KEYS);
    });

    it('declares keys in an ES module, with the provider of the property', async () => {
      const environment = { SOURCE, KEYPLANE_PROVIDER_SOURCE: 'other.example.com/a/keyplane' };
      expect(await synthesize('program.mjs', environment)).toMatchObject(KEYS);
    });

    it('stops the synthesis if the source is not valid', async () => {
      const environment = { KEYPLANE_PROVIDER_SOURCE: 'keyplane/keyplane' };
      await expect(runProgram(project, 'program.mjs', environment)).rejects.toMatchObject({
        stderr: expect.stringContaining(
          'keys/keyplane: the environment variable KEYPLANE_PROVIDER_SOURCE must have the form',
        ) as string,
      });
    });

    const synthesize = async (program: string, environment: Readonly<Record<string, string>>) =>
      JSON.parse(await runProgram(project, program, environment)) as unknown;
  });
});

const KEYS = {
  terraform: { required_providers: { keyplane: { source: SOURCE } } },
  resource: {
    keyplane_role: {},
    keyplane_service_account: {},
    keyplane_service_account_key: {},
  },
};

/** The program prints what it synthesizes. */
const programFor = (name: string, peer: string) => `
  import { App, TerraformStack, Testing } from '${peer}';
  import { Expiry, KeyplaneProvider, Role, ServiceAccount } from '${name}';

  const { SOURCE: source } = process.env;
  const stack = new TerraformStack(new App(), 'keys');
  new KeyplaneProvider(stack, 'keyplane', source === undefined ? {} : { source });
  const reader = new Role(stack, 'reader', { permissions: ['events.read'] });
  const reporting = new ServiceAccount(stack, 'reporting', { roles: [reader] });
  reporting.addKey('nightly', { expires: Expiry.after('90d') });
  console.log(Testing.synth(stack, true));
`;
