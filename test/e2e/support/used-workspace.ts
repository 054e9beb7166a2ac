import { createTestApi, type TestApi } from '../../support/api';
import { eventually } from '../../support/eventually';
import { createTerraformWorkspace, type TerraformWorkspace } from '../../support/terraform';
import { providerBlock, serveKeyplaneProvider } from './keyplane-workspace';
import { createRefusingProxy, type RefusingProxy } from './refusing-proxy';

export interface Verdict {
  readonly exitCode: number | null;
  /** Warnings and plan, in one line. */
  readonly said: string;
  /** Errors, in one line. */
  readonly refused: string;
}

/** Terraform, the provider in this process, a proxy that sees its calls, and keys in use. */
export interface UsedWorkspace extends TerraformWorkspace {
  readonly api: TestApi;
  readonly proxy: RefusingProxy;
  /** The environment of the provider, read whenever Terraform configures it. */
  readonly environment: Record<string, string>;
  outside(): ReturnType<TestApi['as']>;
  configure(hcl: string, provider?: Readonly<Record<string, string>>): Promise<void>;
  values(address: string): Promise<Readonly<Record<string, unknown>>>;
  judged(...args: string[]): Promise<Verdict>;
  /** Has the service "billing" verify the key, and waits until that is counted. */
  use(address: string, times?: number): Promise<void>;
  /** Reads `id`, `secret` and, for a token, the `service` that is called. */
  useSecret(key: Readonly<Record<string, unknown>>, times?: number): Promise<void>;
}

export async function createUsedWorkspace(): Promise<UsedWorkspace> {
  const api = await createTestApi();
  const proxy = await createRefusingProxy(() => api.url);
  const environment: Record<string, string> = {};
  const served = await serveKeyplaneProvider({ environment, now: () => api.clock.now() });
  const workspace = await createTerraformWorkspace({
    files: { 'provider.tf': providerBlock(api, { endpoint: proxy.url }), 'main.tf': '' },
    env: { TF_REATTACH_PROVIDERS: served.environment },
  });
  await workspace.init();
  const gateway = await createGateway(api);

  const values = async (address: string) => {
    const state = await workspace.show();
    const found = state.values?.root_module.resources?.find((each) => each.address === address);
    if (found === undefined) throw new Error(`${address} is not in the state`);
    return found.values;
  };

  async function useSecret(key: Readonly<Record<string, unknown>>, times = 1) {
    const { id, secret, service } = key;
    for (let use = 0; use < times; use += 1) {
      const call = typeof service === 'string' ? { secret, service_id: service } : { secret };
      const { body } = await api.as(gateway).post('/v1/keys/verify').send(call).expect(200);
      if (!(body as { valid: boolean }).valid) throw new Error(`${String(id)} is not valid`);
    }
    await eventually(async () => {
      const asked = { ids: [id], within: '1d' };
      const { body } = await api.as(api.team.owner).post('/v1/usage/query').send(asked);
      const used = body as { items: { uses: number }[] };
      if ((used.items[0]?.uses ?? 0) < times) throw new Error(`${String(id)} is not counted yet`);
    });
  }

  return {
    ...workspace,
    api,
    proxy,
    environment,
    values,
    outside: () => api.as(api.team.owner),
    configure: (hcl, provider = {}) =>
      workspace.write({
        'provider.tf': providerBlock(api, { endpoint: proxy.url, ...provider }),
        'main.tf': hcl,
      }),
    async judged(...args) {
      const { exitCode, stdout, stderr } = await workspace.run(...args);
      return { exitCode, said: inOneLine(stdout), refused: inOneLine(stderr) };
    },
    use: async (address, times) => useSecret(await values(address), times),
    useSecret,
    async cleanup() {
      await workspace.cleanup();
      await served.close();
      await proxy.close();
      await api.close();
    },
  };
}
async function createGateway(api: TestApi) {
  const owner = api.as(api.team.owner);
  const post = async (path: string, body: object) =>
    (await owner.post(path).send(body).expect(201)).body as Record<string, string>;
  const role = await post('/v1/roles', { name: 'gateway', permissions: ['keys.verify'] });
  const account = await post('/v1/service-accounts', { name: 'billing', role_ids: [role['id']] });
  const key = await post('/v1/service-account-keys', {
    service_account_id: account['id'],
    name: 'billing',
    expires_at: 'never',
  });
  return { clientId: String(key['client_id']), secret: String(key['secret']) };
}

/** The text as Terraform would print it on a terminal of unlimited width. */
function inOneLine(text: string): string {
  return text.replaceAll(/[\s│╷╵]+/g, ' ');
}
