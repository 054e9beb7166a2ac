import { createTestApi, DATABASES, type TestApi, type TestTeam } from '../../support/api';
import { effort } from '../../support/effort';
import { fc } from '../../support/property';
import {
  hostileForm,
  hostileRequest,
  wellFormed,
  type HostileRequest,
} from './support/hostile-requests';

const RUNS = effort({ full: 250, fast: 50 });

describe.each(DATABASES)('a request with hostile values on %s', (on) => {
  let api: TestApi;
  let team: TestTeam;
  let ids: Parameters<typeof hostileRequest>[1];

  beforeAll(async () => {
    api = await createTestApi(on, { signUp: 'open' });
    team = await api.foundTeam('target');
    ids = { kept: await idsOfEverything('kept'), doomed: await idsOfEverything('doomed') };
  });

  afterAll(() => api.close());

  const owner = () => api.as(api.team.owner);

  async function idsOfEverything(label: string): Promise<string[]> {
    const create = async (path: string, body: object) =>
      (await owner().post(path).send(body).expect(201)).body.id as string;
    const account = await create('/v1/service-accounts', { name: 'ci' });
    const key = { service_account_id: account, name: 'key', expires_at: 'never' };
    const serviceKey = await create('/v1/service-keys', { name: 'svc', accept_terms: '2026-11' });
    return [
      account,
      serviceKey,
      await create('/v1/roles', { name: 'role', permissions: ['reports.read'] }),
      await create('/v1/service-account-keys', key),
      await create('/v1/application-keys', {}),
      await create('/v1/groups', { name: 'group' }),
      await create('/v1/wallets', { name: 'wallet', currency: 'EUR' }),
      await create('/v1/members', { email: `${label}@example.com`, name: 'M', team_role: 'user' }),
      await create('/v1/service-key-tokens', { service_key_id: serviceKey, kind: 'shared' }),
      await create('/v1/federated-identities', {
        service_account_id: account,
        name: 'gh',
        issuer: 'https://issuer.example',
        subject_pattern: 'repo:acme/app:x',
      }),
      team.id,
    ];
  }

  async function statusOf({ endpoint, path, query, headers, body }: HostileRequest) {
    const { method, access } = endpoint;
    const search = query.map(([name, value]) => `${name}=${encodeURIComponent(wellFormed(value))}`);
    const target = search.length === 0 ? path : `${path}?${search.join('&')}`;
    const caller = access === 'operator' ? api.operator : api.team.owner;
    const asked = api.as(caller)[method](target).set(headers);
    const answer =
      body === undefined ? await asked : await asked.type('json').send(JSON.stringify(body));
    return answer.status;
  }

  it('is refused or carried out, and never causes an error of the server', async () => {
    const property = fc.asyncProperty(hostileRequest(api.endpoints, ids), async (request) => {
      const status = await statusOf(request);
      if (status >= 500) throw new Error(`${status} from ${request.endpoint.operationId}`);
    });
    await fc.assert(property, { numRuns: RUNS, endOnFailure: true });
  });

  it('is refused or carried out by the endpoints of OAuth', async () => {
    const { clientId, secret } = api.team.owner;
    const property = fc.asyncProperty(
      hostileForm([clientId, secret, ...ids.kept]),
      async (asked) => {
        const { path, form, authorization, contentType } = asked;
        const { status } = await api
          .as()
          .post(path)
          .set({ 'content-type': contentType, ...(authorization !== null && { authorization }) })
          .send(form);
        if (status >= 500) throw new Error(`${status} from ${path}`);
      },
    );
    await fc.assert(property, { numRuns: RUNS, endOnFailure: true });
  });
});

describe('a body', () => {
  let api: TestApi;

  beforeAll(async () => {
    api = await createTestApi();
  });

  afterAll(() => api.close());

  it.each([
    'application/json; charset="',
    'application/json; charset=utf-7',
    'application/json; charset=\u00ff',
    'application/json;;;=',
    'application/x+json; charset=utf-16',
    'multipart/form-data',
    ';',
    '/',
  ])('whose type is %s is refused or read, however it says it is compressed', async (type) => {
    for (const path of [
      '/v1/roles',
      '/v1/keys/verify',
      '/oauth2/token',
      '/v1/keys/revoke-leaked',
    ]) {
      for (const encoding of ['identity', 'gzip', 'br', 'x\u00ff', 'deflate, gzip']) {
        const { status } = await api
          .as(api.team.owner)
          .post(path)
          .set({ 'content-type': type, 'content-encoding': encoding })
          .send('{"name":"a"}');
        expect({ path, encoding, ok: status < 500 }).toEqual({ path, encoding, ok: true });
      }
    }
  });
});
