import {
  createProviderServer,
  defineProvider,
  type PlannedModel,
  type ResultModel,
  type ServedForReattach,
  serveForReattach,
} from '../../../../provider/terraform-plugin';
import {
  createTerraformWorkspace,
  type TerraformWorkspace,
} from '../plugin/support/terraform-workspace';
import { recordingLogger } from '../../../../provider/terraform-plugin/testing';
import { thingResource, type thingSchema } from './support/thing-resource';

const SOURCE = 'framework.test/x/x';

type Plan = PlannedModel<typeof thingSchema>;
type Thing = ResultModel<typeof thingSchema>;

/**
 * A service with its own spellings and its own order, which does not distinguish null from empty.
 */
function toThing(id: string, revision: number, plan: Plan): Thing {
  const { name, region, size, expires_at: expiresAt, owner } = plan;
  return {
    id,
    name,
    region,
    size,
    labels: [...(plan.labels ?? [])].reverse(),
    expires_at: expiresAt === null ? null : new Date(expiresAt).toISOString(),
    host: typeof plan.host === 'string' ? plan.host : `host-${name}`,
    url: `https://host-${name}`,
    note: null,
    updated_at: `revision ${revision}`,
    secret_wo_version: plan.secret_wo_version,
    owner: owner === null ? null : { name: owner.name, uid: `uid-${owner.name}` },
    rules: (plan.rules ?? []).map(({ cidr }, i) => ({ cidr, rule_id: `rule-${i}` })),
    grants: (plan.grants ?? []).map(({ role }) => ({ role, granted_at: `at-${role}` })).reverse(),
  };
}

function createThingServer() {
  const things = new Map<string, Thing>();
  const secrets: (string | null)[] = [];
  let revision = 0;
  const save = (id: string, plan: Plan): Thing => {
    revision += 1;
    const thing = toThing(id, revision, plan);
    things.set(id, thing);
    secrets.push(plan.secret_wo, plan.owner?.password_wo ?? null);
    return thing;
  };
  const provider = defineProvider({
    name: 'x',
    version: '1.0.0',
    description: 'A provider.',
    schema: {},
    configure: () => ({}),
    resources: [
      thingResource({
        timeouts: { create: '1m', read: '1m', update: '1m', delete: '1m' },
        create: async (plan) => save(`t${revision + 1}`, plan),
        read: async (state) => {
          const thing = things.get(state.id);
          if (thing === undefined) throw new Error('lost');
          return thing;
        },
        update: async (plan, state) => save(state.id, plan),
        delete: async (state) => void things.delete(state.id),
      }),
    ],
  });
  const server = createProviderServer(provider, { logger: recordingLogger() });
  return { server, things, secrets };
}

const EVERYTHING = `
  name              = "a"
  region            = "eu"
  labels            = ["x", "y", "z"]
  expires_at        = "2030-01-01T01:00:00+01:00"
  secret_wo         = "outer-secret"
  secret_wo_version = 1
  owner             = { name = "ada", password_wo = "inner-secret" }
  rules             = [{ cidr = "10/8" }, { cidr = "11/8" }]
  grants            = [{ role = "reader" }, { role = "writer" }]
  timeouts          = { create = "30s" }
`;

const NUMBERS = ['1', '1.0', '1e3', '0.1', '0.5', '-7', '-0', '1e300', '1e-7', '9007199254740991'];

describe('a resource of this framework, with stock terraform', () => {
  let service: ReturnType<typeof createThingServer>;
  let served: ServedForReattach;
  let terraform: TerraformWorkspace;

  beforeEach(async () => {
    service = createThingServer();
    served = await serveForReattach(service.server, { address: SOURCE });
    terraform = await createTerraformWorkspace({ TF_REATTACH_PROVIDERS: served.environment });
  });

  afterEach(async () => {
    await served.close();
    await terraform.remove();
  });

  async function configure(attributes: string): Promise<void> {
    await terraform.write(
      'main.tf',
      `terraform {
        required_providers {
          x = { source = "${SOURCE}" }
        }
      }
      resource "x_thing" "this" {\n${attributes}\n}`,
    );
  }
  async function run(...args: readonly string[]): Promise<string> {
    const { exitCode, output } = await terraform.run(...args);
    if (exitCode !== 0) throw new Error(output);
    return output;
  }
  const apply = () => run('apply', '-auto-approve');
  const expectNoChange = async () => expect(await run('plan')).toContain('No changes.');

  test('every sort of attribute is applied, planned without change, updated and destroyed', async () => {
    await configure(EVERYTHING);
    await run('init');
    await apply();
    await expectNoChange();
    expect(service.secrets).toEqual(['outer-secret', 'inner-secret']);
    const shown = await run('show', '-json');
    expect(shown).not.toContain('-secret');

    await configure(EVERYTHING.replace('"11/8"', '"12/8"').replace('"reader"', '"owner"'));
    const updated = await apply();
    expect(updated).toContain('0 added, 1 changed, 0 destroyed');
    await expectNoChange();

    await configure(EVERYTHING.replace('"ada"', '"bob"'));
    expect(await apply()).toContain('1 added, 0 changed, 1 destroyed');
    await expectNoChange();

    await run('destroy', '-auto-approve');
    expect(service.things.size).toBe(0);
  });

  test('null and empty stay different for the user, although the service does not distinguish them', async () => {
    await configure('name = "a"');
    await run('init');
    await apply();
    await expectNoChange();
    await configure('name = "a"\nlabels = []\nrules = []\ngrants = []');
    await apply();
    await expectNoChange();
  });

  test('an imported object is planned without change', async () => {
    await configure('name = "a"\nregion = "eu"\nlabels = ["x"]');
    await run('init');
    await apply();
    await run('state', 'rm', 'x_thing.this');
    await run('import', 'x_thing.this', 't1');
    await expectNoChange();
  });

  test('drift is shown and corrected', async () => {
    await configure('name = "a"\nlabels = ["x"]');
    await run('init');
    await apply();
    const thing = service.things.get('t1');
    if (thing === undefined) throw new Error('nothing was created');
    service.things.set('t1', { ...thing, labels: ['y'] });
    expect(await run('plan')).toContain('1 to change');
    await apply();
    expect(service.things.get('t1')?.labels).toEqual(['x']);
  });

  test('a number in any spelling changes neither a plan nor a refresh', async () => {
    for (const [index, spelling] of NUMBERS.entries()) {
      await configure(`name = "a${index}"\nsize = ${spelling}\nsecret_wo_version = ${spelling}`);
      if (index === 0) await run('init');
      await apply();
      await run('plan', '-detailed-exitcode');
      await run('plan', '-refresh-only', '-detailed-exitcode');
    }
  });

  test('an error about an attribute points to its line', async () => {
    await configure('name = "far too long a name"');
    await run('init');
    const { exitCode, output } = await terraform.run('plan');
    expect(exitCode).toBe(1);
    expect(output).toContain('`name` must have 1 to 10 characters, but has 19.');
    expect(output).toMatch(/name = "far too long a name"/);
  });
});
