import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PROVIDER_VERSION } from '../../../provider/version';
import { createTestApi, type DatabaseName, type TestApi } from '../../support/api';
import type { ManualClock } from '../../support/manual-clock';
import { createTerraformWorkspace, type TerraformWorkspace } from '../../support/terraform';
import { testedProvider } from '../../support/tested-provider';
import { SOURCE } from './keyplane-workspace';

/** Leases lapse in real time, so the clock cannot be a fake one. */
const machineClock: ManualClock = { now: () => new Date(), advance() {} };

export const REQUIRED_PROVIDERS = `
terraform {
  required_providers {
    keyplane = { source = "${SOURCE}" }
  }
}
`;

/** Keyplane on the machine's clock, and folders in which terraform starts the provider itself. */
export interface SpawnedWorkspaces {
  readonly api: TestApi;
  outside(): ReturnType<TestApi['as']>;
  /** Initialized. */
  workspace(
    files: Readonly<Record<string, string>>,
    options?: { readonly endpoint?: string; readonly initArgs?: readonly string[] },
  ): Promise<TerraformWorkspace>;
  /** IDs of all live keys and other objects that the owner sees, except the team's own. */
  live(): Promise<string[]>;
  close(): Promise<void>;
}

export interface BuiltProvider {
  readonly executable: string;
  remove(): Promise<void>;
}

export async function buildProviderOnce(): Promise<BuiltProvider> {
  const folder = await mkdtemp(path.join(tmpdir(), 'keyplane-spawned-'));
  return {
    executable: await testedProvider(folder),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

const COLLECTIONS = [
  'application-keys',
  'groups',
  'roles',
  'service-accounts',
  'service-account-keys',
];

export async function createSpawnedWorkspaces(
  { executable }: BuiltProvider,
  on: DatabaseName = 'sqlite',
): Promise<SpawnedWorkspaces> {
  const api = await createTestApi(on, { clock: machineClock });
  const opened: TerraformWorkspace[] = [];
  const outside = () => api.as(api.team.owner);

  async function all(): Promise<string[]> {
    const pages = await Promise.all(
      COLLECTIONS.map(async (collection) => {
        const { body } = await outside().get(`/v1/${collection}?page_size=1000`).expect(200);
        return (body.items as { id: string }[]).map(({ id }) => id);
      }),
    );
    return pages.flat().sort();
  }
  const own = new Set(await all());

  return {
    api,
    outside,
    async workspace(files, { endpoint = api.url, initArgs = [] } = {}) {
      const workspace = await createTerraformWorkspace({
        provider: { executable, source: SOURCE, version: PROVIDER_VERSION },
        files,
        env: {
          KEYPLANE_ENDPOINT: endpoint,
          KEYPLANE_CLIENT_ID: api.team.owner.clientId,
          KEYPLANE_CLIENT_SECRET: api.team.owner.secret,
        },
      });
      opened.push(workspace);
      await workspace.init(...initArgs);
      return workspace;
    },
    live: async () => (await all()).filter((id) => !own.has(id)),
    async close() {
      for (const workspace of opened) await workspace.cleanup();
      await api.close();
    },
  };
}

/** IDs of all resources in a state. */
export async function idsIn(workspace: TerraformWorkspace): Promise<string[]> {
  const { values } = await workspace.show();
  const resources = values?.root_module.resources ?? [];
  return resources
    .filter(({ mode }) => mode === 'managed')
    .map((resource) => String(resource.values.id))
    .sort();
}
