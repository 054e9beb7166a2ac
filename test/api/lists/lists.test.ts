import type { Endpoint } from '../../../api/http/endpoint';
import { DATABASES } from '../../support/api';
import { startServiceKeys, TERMS, type ServiceKeysApi } from '../service-keys/service-key-api';
import type { Agent } from '../teams/organization';
import { listEndpoints } from './list-endpoints';

interface Item {
  readonly id: string;
  readonly created_at?: string;
  readonly client_id?: string;
  readonly secret?: string;
}

interface ListPage {
  readonly items: readonly Item[];
  readonly next_page_token: string | null;
}

/** The part of an object's schema that this test needs: its fields. */
type Shaped = { readonly shape?: object } | undefined;

const RUN = { 'Keyplane-Stack': 'lists', 'Keyplane-Run': 'run-1' };

describe.each(DATABASES)('every list on %s', (databaseName) => {
  let api: ServiceKeysApi;
  let owner: Agent;
  let lists: readonly Endpoint[];
  let walletId: string;

  beforeAll(async () => {
    api = await startServiceKeys(databaseName);
    ({ owner } = api);
    lists = listEndpoints(api.endpoints);
    walletId = await api.wallet(owner);
    for (const n of [1, 2, 3]) await createOneOfEach(n);
  });
  afterAll(() => api.close());

  /** Three objects of every kind, each created in another millisecond. */
  async function createOneOfEach(n: number): Promise<void> {
    const made = async (path: string, body: object, by = owner) => {
      api.clock.advance(1);
      return (await by.post(path, body, RUN).expect(201)).body as Item;
    };
    const role = await made('/v1/roles', { name: `role ${n}`, permissions: ['a.read'] });
    const account = await made('/v1/service-accounts', {
      name: `account ${n}`,
      role_ids: [role.id],
    });
    const ofAccount = { service_account_id: account.id };
    await made('/v1/service-account-keys', { ...ofAccount, name: 'k', expires_in: '9d' });
    const trust = { issuer: 'https://issuer.example', subject_pattern: `repo:a/${n}:ref` };
    await made('/v1/federated-identities', { ...ofAccount, name: `trust ${n}`, ...trust });
    const own = await made('/v1/application-keys', { description: `key ${n}` });
    await signIn(own);
    await made('/v1/groups', { name: `group ${n}`, member_ids: [] });
    await made('/v1/wallets', { name: `wallet ${n}`, currency: 'EUR' });
    const key = await made('/v1/service-keys', { name: `key-${n}`, ...TERMS });
    await made('/v1/service-key-tokens', { service_key_id: key.id, kind: 'shared', name: 'ci' });
    const credit = { charge_id: `c${n}`, amount: '1', currency: 'EUR' };
    await api.operator.post(`/v1/wallets/${walletId}/credits`, credit).expect(200);
    await api.foundTeam(`Team ${n}`);
    // The operator's own trail.
    await api.operator.put('/v1/catalog', { services: [] }).expect(200);
  }

  async function signIn({ client_id, secret: client_secret }: Item): Promise<void> {
    const fromOwnPage = { 'sec-fetch-site': 'same-origin' };
    // Another browser: a sign-in ends the session that the browser had before.
    const browser = api.as('browser');
    await browser.post('/session', { client_id, client_secret }, fromOwnPage).expect(201);
  }

  const agentOf = ({ access }: Endpoint) => (access === 'operator' ? api.operator : owner);
  const pathOf = ({ path }: Endpoint) =>
    path.replace('{wallet_id}', walletId).replace('{team_id}', api.teamId);

  async function read(list: Endpoint, query: string): Promise<ListPage> {
    const { body, status } = await agentOf(list).get(`${pathOf(list)}?${query}`);
    expect([list.operationId, query, status]).toEqual([list.operationId, query, 200]);
    return body as ListPage;
  }

  async function byPages(list: Endpoint, query: string): Promise<readonly Item[]> {
    const items: Item[] = [];
    for (let token: string | null = ''; token !== null;) {
      const of: string = token === '' ? '' : `&page_token=${token}`;
      const page: ListPage = await read(list, `page_size=2${query}${of}`);
      items.push(...page.items);
      token = page.next_page_token;
    }
    return items;
  }

  const idsOf = (items: readonly Item[]) => items.map(({ id }) => id);

  it('is newest first unless `sort` says otherwise, and the same by pages', async () => {
    const full: string[] = [];
    for (const list of lists) {
      const { items } = await read(list, 'page_size=1000');
      const { items: oldestFirst } = await read(list, 'page_size=1000&sort=created_at');
      expect([list.operationId, idsOf(oldestFirst)]).toEqual([
        list.operationId,
        idsOf(items).reverse(),
      ]);
      const times = items.flatMap(({ created_at }) => created_at ?? []);
      expect([list.operationId, times]).toEqual([list.operationId, [...times].sort().reverse()]);
      expect(idsOf(await byPages(list, ''))).toEqual(idsOf(items));
      expect(idsOf(await byPages(list, '&sort=created_at'))).toEqual(idsOf(oldestFirst));
      if (items.length > 2) full.push(list.operationId);
    }
    // No member has been notified. No member of only the default team exists except its owner.
    expect(full).toEqual(
      lists.map(({ operationId }) => operationId).filter((name) => name !== 'listNotifications'),
    );
  });

  it('accepts `sort`, or says why it does not', () => {
    const silent = api.endpoints.filter(({ method, query, response, description = '' }) => {
      const isList = method === 'get' && 'items' in ((response as Shaped)?.shape ?? {});
      const takesSort = 'sort' in ((query as Shaped)?.shape ?? {});
      return isList && !takesSort && !/no `sort`.*, because/.test(description);
    });
    expect(silent.map(({ operationId }) => operationId)).toEqual([]);
  });

  it('shows only items with one of several IDs, or client IDs', async () => {
    for (const list of lists) {
      const { items } = await read(list, 'page_size=1000');
      const wanted = [items.at(-1), items.at(0)].flatMap((item) => item ?? []);
      if (wanted.length === 0) continue;
      const found = await read(list, wanted.map(({ id }) => `id=${id}`).join('&'));
      expect([list.operationId, idsOf(found.items).sort()]).toEqual([
        list.operationId,
        [...new Set(idsOf(wanted))].sort(),
      ]);
      const [{ id: only, client_id: clientId } = { id: '' }] = wanted;
      expect(idsOf((await read(list, `id=${only}`)).items)).toEqual([only]);
      if (clientId === undefined) continue;
      expect(idsOf((await read(list, `client_id=${clientId}`)).items)).toEqual([only]);
      expect((await read(list, 'client_id=kpi_none')).items).toEqual([]);
    }
  });

  it('refuses the page token of any other list, of other filters and of another caller', async () => {
    const tokens = new Map<Endpoint, string>();
    for (const list of lists) {
      const { next_page_token: token } = await read(list, 'page_size=1');
      if (token !== null) tokens.set(list, token);
    }
    expect(tokens.size).toBe(lists.length - 1);
    const refusedBy = async (list: Endpoint, query: string, agent = agentOf(list)) => {
      const { body, status } = await agent.get(`${pathOf(list)}?${query}`);
      return [status, (body as { errors?: { pointer: string }[] }).errors?.[0]?.pointer];
    };
    for (const [at, list] of [...tokens.keys()].entries()) {
      const own = tokens.get(list) ?? '';
      const other = [...tokens.values()][(at + 1) % tokens.size];
      for (const query of [`page_token=${other}`, `page_token=${own}&sort=created_at`]) {
        expect([list.operationId, query, ...(await refusedBy(list, query))]).toEqual([
          list.operationId,
          query,
          422,
          '?page_token',
        ]);
      }
    }
    const roles = lists.find(({ operationId }) => operationId === 'listRoles')!;
    const token = tokens.get(roles) ?? '';
    expect(await refusedBy(roles, `page_token=${token}&name=x`)).toEqual([422, '?page_token']);
    expect(await refusedBy(roles, `page_token=${token}`, api.admin)).toEqual([422, '?page_token']);
    expect(await refusedBy(roles, `page_token=${token}&page_size=5`)).toEqual([200, undefined]);
  });

  it.each(['page_size=0x2', 'page_size=2e0', 'page_size=%202', 'page_size=2.0', 'page_size=%2B2'])(
    'accepts only decimal digits and refuses %s',
    async (query) => {
      for (const list of lists) {
        const { status, body } = await agentOf(list).get(`${pathOf(list)}?${query}`);
        expect([list.operationId, status, body.errors?.[0]?.pointer]).toEqual([
          list.operationId,
          422,
          '?page_size',
        ]);
      }
    },
  );

  it.each(['/v1/audit-events?outcome=succes', '/v1/roles?sort=expires_at', '/v1/roles?id=sa_0'])(
    'refuses a value that no item can have: %s',
    async (path) => {
      expect((await owner.get(path).expect(422)).body.code).toBe('invalid_request');
    },
  );

  it.each(['id=sa_0', 'id=role_0&id=sa_0&id=sa_1', 'id='])(
    'names the parameter if one of its values is wrong: %s',
    async (query) => {
      const { body } = await owner.get(`/v1/roles?${query}`).expect(422);
      expect(body.errors).toMatchObject([{ pointer: '?id' }]);
    },
  );

  it('accepts every outcome that an event can have', async () => {
    for (const outcome of ['success', 'role_escalation', 'revoked', 'token_replayed']) {
      await owner.get(`/v1/audit-events?outcome=${outcome}`).expect(200);
    }
  });
});
