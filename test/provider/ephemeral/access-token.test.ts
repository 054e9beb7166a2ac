import {
  type Diagnostic,
  createProviderServer,
  type ProviderServer,
} from '../../../provider/terraform-plugin';
import { createKeyplaneProvider } from '../../../provider/provider';
import {
  createFederationApi,
  type FederationApi,
} from '../../api/federation/support/federation-api';
import { QUICK_RETRY } from '../../e2e/support/keyplane-workspace';

const typeName = 'keyplane_access_token';
const logger = { trace() {}, debug() {}, info() {}, warn() {}, error() {} };
const { signal } = new AbortController();

describe('the close of an access token', () => {
  let api: FederationApi;
  let keyPath: string;
  let credentials: { client_id: string; client_secret: string };
  let accountPath: string;

  beforeEach(async () => {
    api = await createFederationApi();
    const account = await api.account(['reports.read']);
    accountPath = `/v1/service-accounts/${account.id}`;
    const { body: key } = await api.owner
      .post('/v1/service-account-keys')
      .send({ service_account_id: account.id, name: 'k', expires_in: '1h' })
      .expect(201);
    keyPath = `/v1/service-account-keys/${key.id}`;
    credentials = { client_id: key.client_id, client_secret: key.secret };
  });
  afterEach(() => api.close());

  async function configured(settings: Record<string, string>): Promise<ProviderServer> {
    const provider = createKeyplaneProvider({ environment: {}, retry: QUICK_RETRY });
    const server = createProviderServer(provider, { logger });
    const names = Object.keys(server.valueType('provider', '')?.attributes ?? {});
    const nothing = Object.fromEntries(names.map((name) => [name, null]));
    const { diagnostics } = await server.configureProvider({
      config: { ...nothing, endpoint: api.url, ...settings },
      terraformVersion: '1.11.4',
      signal,
    });
    expect(errorsOf(diagnostics)).toEqual([]);
    return server;
  }

  async function open(server: ProviderServer, settings: Record<string, string | number> = {}) {
    const names = Object.keys(server.valueType('ephemeral-resource', typeName)?.attributes ?? {});
    const nothing = Object.fromEntries(names.map((name) => [name, null]));
    const config = { ...nothing, ...settings };
    const opened = await server.openEphemeralResource({ typeName, config, signal });
    expect(opened.diagnostics).toEqual([]);
    const { privateState } = opened;
    return {
      token: String(opened.result?.['access_token']),
      async close() {
        const closed = await server.closeEphemeralResource({ typeName, privateState, signal });
        return closed.diagnostics;
      },
    };
  }

  const openWithKey = async (settings: Record<string, string | number> = {}) =>
    open(await configured(credentials), settings);

  const errorsOf = (diagnostics: readonly Diagnostic[]) =>
    diagnostics.filter(({ severity }) => severity === 'error');

  it('revokes a token of credentials that end in a line break, as files do', async () => {
    const { client_id, client_secret } = credentials;
    const own = { client_id: `${client_id}\n`, client_secret: `${client_secret}\r\n` };
    const { token, close } = await openWithKey(own);
    await api.whoami(token).expect(200);
    expect(await close()).toEqual([]);
  });

  it('does nothing for credentials that are refused as malformed', async () => {
    const server = await configured(credentials);
    const names = Object.keys(server.valueType('ephemeral-resource', typeName)?.attributes ?? {});
    const nothing = Object.fromEntries(names.map((name) => [name, null]));
    const config = { ...nothing, ...credentials, client_secret: 'kps_hun\nter2' };
    const { diagnostics } = await server.openEphemeralResource({ typeName, config, signal });
    expect(diagnostics).toMatchObject([
      { detail: expect.stringContaining('`client_secret` contains a line break') },
    ]);
    expect(JSON.stringify(diagnostics)).not.toContain('hun');
  });

  it('revokes the token', async () => {
    const { token, close } = await openWithKey();
    await api.whoami(token).expect(200);
    expect(await close()).toEqual([]);
    await api.whoami(token).expect(401);
  });

  it.each<[string, () => Promise<unknown>]>([
    ['disabled', () => api.owner.patch(keyPath).send({ enabled: false }).expect(200)],
    ['revoked', () => api.owner.delete(keyPath).expect(204)],
    ['expired', async () => api.clock.advance(2 * 3_600_000)],
    ['revoked with its account', () => api.owner.delete(accountPath).expect(200)],
    ['given another secret', () => api.owner.post(`${keyPath}/rotate`).send({}).expect(200)],
  ])('reports nothing if the key was %s meanwhile', async (_what, end) => {
    const { token, close } = await openWithKey();
    await end();
    expect(await close()).toEqual([]);
    await api.whoami(token).expect(401);
  });

  it('warns if a token for another service could not be revoked', async () => {
    const { close } = await openWithKey({ audience: 'reports' });
    await api.owner.patch(keyPath).send({ enabled: false }).expect(200);
    expect(await close()).toMatchObject([
      {
        severity: 'warning',
        summary: 'The access token could not be revoked',
        detail: expect.stringMatching(/disabled[^]*until it expires at 20/),
      },
    ]);
  });

  it('warns without showing the token if Keyplane cannot be reached', async () => {
    const { token, close } = await openWithKey();
    await api.kill();
    const diagnostics = await close();
    expect(diagnostics).toMatchObject([{ severity: 'warning' }]);
    expect(JSON.stringify(diagnostics)).not.toContain(token);
  });

  it('reports nothing if the token has expired', async () => {
    const { close } = await openWithKey({ lifetime_seconds: 1 });
    await api.kill();
    jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 2_000);
    const diagnostics = await close().finally(() => jest.restoreAllMocks());
    expect(diagnostics).toEqual([]);
  });

  describe('of a federated identity', () => {
    let identityPath: string;

    async function openFederated() {
      const { id } = await api.account(['reports.read']);
      const identity = await api.trust(id);
      identityPath = `/v1/federated-identities/${identity.id}`;
      const oidc_token = await api.signed();
      return open(await configured({ service_account_id: id, oidc_token }));
    }
    const actions = async () => {
      const { body } = await api.owner.get('/v1/audit-events').expect(200);
      return (body.items as { action: string }[]).map(({ action }) => action);
    };

    it('revokes the token', async () => {
      const { close } = await openFederated();
      expect(await close()).toEqual([]);
      expect(await actions()).toContain('access_token.revoked');
    });

    it('reports nothing if the identity was deleted meanwhile', async () => {
      const { close } = await openFederated();
      await api.owner.delete(identityPath).expect(204);
      expect(await close()).toEqual([]);
    });
  });
});
