import { createTestApi, type TestApi } from '../support/api';
import { createTerraformWorkspace, type TerraformWorkspace } from '../support/terraform';
import type { ServedForReattach } from '../../provider/terraform-plugin';
import { providerBlock, serveKeyplaneProvider } from './support/keyplane-workspace';

interface Imported {
  readonly address: string;
  readonly id: string;
  readonly hcl: string;
}

/** A configuration that states the default, and one that leaves it to Keyplane. */
const SPELLINGS = ['24h', '1440m', '1d', undefined] as const;

/**
 * The body that was sent to the API. Keyplane keeps the periods of a rotation as they were written.
 */
const MADE = [
  { name: 'absent', body: {}, rotation: { every: '30d', overlap: null, early_window: null } },
  {
    name: 'written',
    body: { claim_window: '24h' },
    rotation: { every: null, overlap: '24h', early_window: null },
  },
] as const;

const FAMILIES = [
  { type: 'application_key', path: '/v1/application-keys', expiry: '' },
  { type: 'service_account_key', path: '/v1/service-account-keys', expiry: 'expires_in = "90d"' },
  { type: 'service_key_token', path: '/v1/service-key-tokens', expiry: '' },
] as const;

describe('a key that has the defaults of its claim window and overlap', () => {
  let api: TestApi;
  let served: ServedForReattach;
  let workspace: TerraformWorkspace;
  let keys: readonly Imported[];

  beforeAll(async () => {
    api = await createTestApi('sqlite');
    served = await serveKeyplaneProvider({ now: () => api.clock.now() });
    keys = await makeKeys();
  });
  afterAll(async () => {
    await served.close();
    await api.close();
  });
  beforeEach(async () => {
    workspace = await createTerraformWorkspace({
      files: {
        'provider.tf': providerBlock(api),
        'main.tf': keys.map(({ hcl }) => hcl).join(''),
      },
      env: { TF_REATTACH_PROVIDERS: served.environment },
    });
    await workspace.init();
  });
  afterEach(() => workspace.cleanup());

  async function makeKeys(): Promise<readonly Imported[]> {
    const made: Imported[] = [];
    for (const family of FAMILIES) {
      for (const { name, body, rotation } of MADE) {
        for (const [index, spelling] of SPELLINGS.entries()) {
          const owner = await makeOwner(family.type, `${name}${index}`);
          const key = { ...owner.body, ...body, rotation, secret_delivery: 'claim' };
          const address = `${family.type}.${name}${index}`;
          made.push({
            address: `keyplane_${address}`,
            id: await post(family.path, family.expiry === '' ? key : { ...key, expires_in: '90d' }),
            hcl: declaration(address, [
              ...owner.lines,
              family.expiry,
              'secret_delivery = "claim"',
              spelling === undefined ? '' : `claim_window = "${spelling}"`,
              rotationLine(rotation.every, spelling),
            ]),
          });
        }
      }
    }
    return made;
  }
  async function post(path: string, body: object): Promise<string> {
    const { body: answer } = await api.as(api.team.owner).post(path).send(body).expect(201);
    return (answer as { readonly id: string }).id;
  }
  /** Each key has an owner of its own, because an owner has at most ten keys. */
  async function makeOwner(type: (typeof FAMILIES)[number]['type'], name: string) {
    if (type === 'application_key') return { body: {}, lines: [] };
    if (type === 'service_account_key') {
      const id = await post('/v1/service-accounts', { name });
      const lines = [`service_account_id = "${id}"`, `name = "${name}"`];
      return { body: { service_account_id: id, name }, lines };
    }
    const id = await post('/v1/service-keys', { name, accept_terms: '2026-11' });
    const lines = [`service_key_id = "${id}"`, 'kind = "shared"', `name = "${name}"`];
    return { body: { service_key_id: id, kind: 'shared', name }, lines };
  }
  async function changed(): Promise<readonly string[]> {
    const { resource_changes: all = [] } = await workspace.show('planned');
    expect(all).toHaveLength(keys.length);
    return all
      .filter(({ change }) => change.actions.join() !== 'no-op')
      .map(({ address }) => address);
  }
  async function expectNoChanges() {
    const run = await workspace.plan({ detailedExitCode: true, out: 'planned' });
    expect(await changed()).toEqual([]);
    expect(run.stdout).toContain('No changes.');
    expect(run.exitCode).toBe(0);
  }

  it('is imported by import blocks without a change, whether or not the configuration writes them', async () => {
    const blocks = keys.map(
      ({ address, id }) => `import {\n  to = ${address}\n  id = "${id}"\n}\n`,
    );
    await workspace.write({ 'import.tf': blocks.join('') });
    const { stdout } = await workspace.plan({ out: 'planned' });
    expect(await changed()).toEqual([]);
    expect(stdout).toContain(
      `Plan: ${keys.length} to import, 0 to add, 0 to change, 0 to destroy.`,
    );
    await workspace.apply('planned');
    await expectNoChanges();
    await workspace.write({ 'import.tf': '' });
    await expectNoChanges();
  });

  it('is imported by `terraform import` without a change, whether or not the configuration writes them', async () => {
    for (const { address, id } of keys) await workspace.import(address, id);
    await expectNoChanges();
  });
});

function declaration(address: string, lines: readonly string[]): string {
  const [type, name] = address.split('.');
  return `resource "keyplane_${type}" "${name}" {\n${lines.join('\n')}\n}\n`;
}

function rotationLine(every: string | null, overlap: string | undefined): string {
  const periods = Object.entries({ every, overlap }).filter(([, period]) => Boolean(period));
  return `rotation = { ${periods.map(([name, period]) => `${name} = "${period}"`).join(', ')} }`;
}
