import { DATABASES } from '../../support/api';
import { startServiceKeys, TERMS, type ServiceKeysApi } from '../service-keys/service-key-api';
import type { Agent } from '../teams/organization';

interface Item {
  readonly id: string;
  readonly name: string | null;
  readonly description?: string | null;
  readonly email?: string;
  readonly client_id?: string;
}

interface ListPage {
  readonly items: readonly Item[];
  readonly next_page_token: string | null;
}

const DAY_MILLIS = 86_400_000;

/** In the order in which every list with names must sort them. */
const NAMES = [
  '0-first',
  'Alpha',
  'alpha-2',
  'BETA',
  'gamma',
  'zeta',
  'Éclair',
  'éclair-2',
  '日本',
];
const CREATED = [...NAMES].sort(
  (one, other) => (NAMES.indexOf(one) % 4) - (NAMES.indexOf(other) % 4) || (one < other ? -1 : 1),
);

describe.each(DATABASES)('search and sort on %s', (databaseName) => {
  let api: ServiceKeysApi;
  let owner: Agent;

  beforeAll(async () => {
    api = await startServiceKeys(databaseName);
    ({ owner } = api);
  });
  afterAll(() => api.close());

  async function create(path: string, body: object, by = owner): Promise<Item> {
    api.clock.advance(1);
    return (await by.post(path, body).expect(201)).body as Item;
  }

  async function list(path: string, query: string, by = owner): Promise<readonly Item[]> {
    const { body } = await by.get(`${path}?${query}`).expect(200);
    return (body as ListPage).items;
  }

  async function byPages(path: string, query: string, by = owner): Promise<readonly Item[]> {
    const items: Item[] = [];
    for (let token: string | null = ''; token !== null;) {
      const of: string = token === '' ? '' : `&page_token=${token}`;
      const { body } = await by.get(`${path}?page_size=2&${query}${of}`).expect(200);
      const page = body as ListPage;
      items.push(...page.items);
      token = page.next_page_token;
    }
    return items;
  }

  const namesOf = (items: readonly Item[]) => items.map(({ name }) => name);
  const idsOf = (items: readonly Item[]) => items.map(({ id }) => id);

  describe.each([
    ['/v1/roles', { permissions: [] }],
    ['/v1/groups', {}],
    ['/v1/service-accounts', {}],
    ['/v1/service-keys', TERMS],
  ])('of %s', (path, body) => {
    let team: Agent;
    let made: Item[];

    beforeAll(async () => {
      team = await api.foundTeam('Searched');
      made = [];
      for (const name of CREATED) {
        made.push(await create(path, { name, description: `of ${name}`, ...body }, team));
      }
    });

    // Every team has a service key with this name.
    const withoutFree = (items: readonly Item[]) => items.filter(({ name }) => name !== 'free');

    it('sorts by name in both directions, whole and by pages', async () => {
      const sorted = withoutFree(await list(path, 'sort=name', team));
      expect(namesOf(sorted)).toEqual(NAMES);
      expect(namesOf(withoutFree(await byPages(path, 'sort=name', team)))).toEqual(NAMES);
      expect(namesOf(withoutFree(await byPages(path, 'sort=-name', team)))).toEqual(
        [...NAMES].reverse(),
      );
    });

    it('keeps the newest first unless the request says otherwise', async () => {
      expect(namesOf(withoutFree(await list(path, '', team)))).toEqual([...CREATED].reverse());
    });

    it.each([
      ['ALPHA', ['Alpha', 'alpha-2']],
      ['ÉCL', ['Éclair', 'éclair-2']],
      ['écl', ['Éclair', 'éclair-2']],
      ['e\u0301cl', ['Éclair', 'éclair-2']],
      ['本', ['日本']],
      [' of beta ', ['BETA']],
      ['of éCLAIR-', ['éclair-2']],
      ['eclair', []],
      ['%', []],
      ['_', []],
      ['a*', []],
      ['[a]', []],
      ['.', []],
      ['\\', []],
      ["'", []],
      ['^of', []],
    ])('finds %j in names and descriptions', async (text, names) => {
      const query = `sort=name&q=${encodeURIComponent(text)}`;
      expect(namesOf(await list(path, query, team))).toEqual(names);
    });

    it('finds an object by the start of its ID, and within one team only', async () => {
      const [first] = made;
      expect(idsOf(await list(path, `q=${first!.id}`, team))).toEqual([first!.id]);
      expect(idsOf(await list(path, `q=${first!.id.toUpperCase()}`, team))).toEqual([first!.id]);
      expect(await list(path, `q=${first!.id}`, api.stranger)).toEqual([]);
      expect(await list(path, `q=${first!.id.slice(-10)}`, team)).toEqual([]);
    });
  });

  it('finds characters that have a meaning in patterns', async () => {
    const team = await api.foundTeam('Patterns');
    const texts = [
      '100%',
      'a_b',
      'a*b?',
      '[x]',
      'a.b',
      'c:\\d',
      'x^2',
      "o'clock",
      '(a|b)+',
      '***:a',
    ];
    for (const name of texts) await create('/v1/roles', { name, permissions: [] }, team);
    for (const name of texts) {
      const found = await list('/v1/roles', `q=${encodeURIComponent(name)}`, team);
      expect([name, namesOf(found)]).toEqual([name, [name]]);
    }
    expect(namesOf(await list('/v1/roles', 'q=.', team))).toEqual(['a.b']);
    expect(namesOf(await list('/v1/roles', `q=${encodeURIComponent('*')}`, team))).toEqual([
      '***:a',
      'a*b?',
    ]);
  });

  it('finds and sorts members by name and address', async () => {
    const found = await list('/v1/members', 'q=SOME');
    expect(found.length).toBeGreaterThan(1);
    const all = await list('/v1/members', 'sort=name');
    const lower = namesOf(all).map((name) => (name ?? '').toLowerCase());
    expect(lower).toEqual([...lower].sort());
    expect(idsOf(await byPages('/v1/members', 'sort=-name'))).toEqual(idsOf(all).reverse());
    const [one] = all;
    const address = encodeURIComponent((one!.email ?? '').toUpperCase());
    expect(idsOf(await list('/v1/members', `q=${address}`))).toContain(one!.id);
    expect(idsOf(await list('/v1/members', `q=${one!.id}`))).toEqual([one!.id]);
  });

  describe('of keys', () => {
    const PATH = '/v1/service-account-keys';
    let accountId: string;
    let ofAccount: string;

    beforeAll(async () => {
      accountId = (await create('/v1/service-accounts', { name: 'sorted' })).id;
      ofAccount = `service_account_id=${accountId}`;
    });

    const key = (name: string, expires_in = '400d') =>
      create(PATH, { service_account_id: accountId, name, expires_in });
    const use = (keyId: string, at: Date) =>
      api.slices.keyStore.markUsed([
        { keyId, secretVersion: null, lastUsedAt: at, firstUse: true },
      ]);

    it('sorts by name, expiry and last use, and finds client IDs', async () => {
      const never = await create(PATH, {
        service_account_id: accountId,
        name: 'c-never',
        expires_at: 'never',
      });
      const soon = await key('B-soon', '1d');
      const later = await key('a-later', '90d');
      const later2 = await key('a-later', '90d');
      const now = api.clock.now().getTime();
      await use(soon.id, new Date(now - 1000));
      await use(later2.id, new Date(now - 5000));
      const orders = {
        name: [later, later2, soon, never],
        expires_at: [soon, later, later2, never],
        last_used_at: [never, later, later2, soon],
      };
      for (const [sort, items] of Object.entries(orders)) {
        const ids = idsOf(items);
        expect([sort, idsOf(await list(PATH, `${ofAccount}&sort=${sort}`))]).toEqual([sort, ids]);
        expect([sort, idsOf(await byPages(PATH, `${ofAccount}&sort=${sort}`))]).toEqual([
          sort,
          ids,
        ]);
        const reverse = await byPages(PATH, `${ofAccount}&sort=-${sort}`);
        expect([sort, idsOf(reverse)]).toEqual([sort, [...ids].reverse()]);
      }
      expect(idsOf(await list(PATH, `q=${soon.client_id}`))).toEqual([soon.id]);
      expect(idsOf(await list(PATH, `q=${(soon.client_id ?? '').slice(0, 20)}`))).toEqual([
        soon.id,
      ]);
      for (const { id } of [never, soon, later, later2]) await owner.delete(`${PATH}/${id}`);
    });

    it('stays stable while keys are created, renamed and revoked between pages', async () => {
      const [a, b, c, d] = [await key('a'), await key('b'), await key('c'), await key('d')];
      const query = `${ofAccount}&sort=name&page_size=2`;
      const { body } = await owner.get(`${PATH}?${query}`).expect(200);
      const first = body as ListPage;
      expect(idsOf(first.items)).toEqual([a.id, b.id]);
      await owner.delete(`${PATH}/${b.id}`).expect(204);
      await key('a-new');
      const rest = await list(PATH, `${query}&page_token=${first.next_page_token}`);
      expect(idsOf(rest)).toEqual([c.id, d.id]);
    });

    it('sorts the application keys of a member by description', async () => {
      for (const description of ['b', 'A', null]) {
        await create('/v1/application-keys', { description }, api.user);
      }
      const sorted = await byPages('/v1/application-keys', 'sort=description', api.user);
      const described = sorted.map(({ description }) => description);
      expect(described).toEqual([null, 'A', 'b', 'First key']);
      const found = await list('/v1/application-keys', 'q=a', api.user);
      expect(found.map(({ description }) => description)).toContain('A');
      await owner.get('/v1/application-keys?sort=name').expect(422);
    });

    it('finds a long description, and sorts by its first characters', async () => {
      const same = 'x'.repeat(70);
      const second = await create('/v1/application-keys', { description: `${same}b` }, api.admin);
      const third = await create('/v1/application-keys', { description: `${same}a` }, api.admin);
      const sorted = await byPages('/v1/application-keys', 'sort=description&q=xb', api.admin);
      expect(idsOf(sorted)).toEqual([second.id]);
      const both = await byPages('/v1/application-keys', 'sort=description&q=xxx', api.admin);
      expect(idsOf(both)).toEqual([second.id, third.id]);
    });

    it('finds keys that exist for a while and were not used in it', async () => {
      const account = await create('/v1/service-accounts', { name: 'unused' });
      const unused = (query: string) =>
        list(PATH, `service_account_id=${account.id}&sort=created_at&${query}`);
      const keyOf = (name: string) =>
        create(PATH, { service_account_id: account.id, name, expires_in: '400d' });
      const [never, longAgo, lately] = [
        await keyOf('never'),
        await keyOf('old'),
        await keyOf('new'),
      ];
      await use(longAgo.id, api.clock.now());
      api.clock.advance(91 * DAY_MILLIS);
      const used = api.clock.now();
      await use(lately.id, used);
      const young = await keyOf('young');
      expect(idsOf(await unused('unused_for=90d'))).toEqual([never.id, longAgo.id]);
      expect(idsOf(await unused('unused_for=180d'))).toEqual([]);
      expect(idsOf(await unused('unused_for=1s'))).toEqual([never.id, longAgo.id]);
      const since = `unused_since=${used.toISOString()}`;
      expect(idsOf(await unused(since))).toEqual([never.id, longAgo.id, young.id]);
      const then = new Date(api.clock.now().getTime() - 100 * DAY_MILLIS).toISOString();
      expect(idsOf(await unused(`unused_for=90d&unused_since=${then}`))).toEqual([never.id]);
      const { body } = await owner.get(`${PATH}?unused_for=90`).expect(422);
      expect(body.errors).toMatchObject([{ pointer: '?unused_for' }]);
    });
  });

  describe('of tokens', () => {
    const PATH = '/v1/service-key-tokens';

    it('shows in one call, across service keys, what S2 lists: name, ID, masked key, creation and last use', async () => {
      const [one, other] = [await api.paidKey({}), await api.paidKey({ name: 'other' })];
      const first = await api.token(owner, one.id, 'shared');
      const second = await api.token(owner, other.id, 'shared');
      const at = api.clock.now();
      await api.slices.keyStore.markUsed([
        { keyId: second.id, secretVersion: null, lastUsedAt: at, firstUse: true },
      ]);
      const items = await list(PATH, `id=${first.id}&id=${second.id}&sort=created_at`);
      expect(items).toMatchObject([
        {
          id: first.id,
          service_key_id: one.id,
          name: first.name,
          masked_secret: expect.stringMatching(/^kpt_.{4}….{4}$/),
          created_at: expect.any(String),
          last_used_at: null,
        },
        { id: second.id, service_key_id: other.id, last_used_at: at.toISOString() },
      ]);
    });

    it('finds only tokens that the caller may see', async () => {
      const serviceKey = await api.paidKey({ member_ids: [api.user.id, api.colleague.id] });
      const of = (by: Agent, kind: string, name: string) =>
        create(PATH, { service_key_id: serviceKey.id, kind, name }, by);
      const own = await of(api.user, 'personal', 'hidden-mine');
      const theirs = await of(api.colleague, 'personal', 'hidden-theirs');
      const shared = await of(owner, 'shared', 'hidden-shared');
      expect(idsOf(await list(PATH, 'q=HIDDEN', api.user))).toEqual([own.id]);
      expect(idsOf(await list(PATH, 'q=hidden&sort=name'))).toEqual([own.id, shared.id, theirs.id]);
      expect(await list(PATH, `q=${theirs.id}`, api.user)).toEqual([]);
      expect(await list(PATH, `q=${theirs.client_id}&sort=last_used_at`, api.user)).toEqual([]);
    });
  });

  it('refuses a page token of another search or order', async () => {
    for (const name of ['one', 'two', 'three']) {
      await create('/v1/groups', { name: `paged ${name}` });
    }
    const query = 'q=paged&sort=name&page_size=1';
    const { body } = await owner.get(`/v1/groups?${query}`).expect(200);
    const token = (body as ListPage).next_page_token;
    await owner.get(`/v1/groups?${query}&page_token=${token}`).expect(200);
    for (const other of [
      'q=paged',
      'sort=name',
      'q=page&sort=name',
      'q=paged&sort=-name',
      'q=paged&sort=created_at',
    ]) {
      const refused = await owner.get(`/v1/groups?${other}&page_token=${token}`).expect(422);
      expect(refused.body.errors).toEqual([
        {
          pointer: '?page_token',
          code: 'invalid_page_token',
          message:
            'The page_token belongs to another list. It is valid only for the same list, caller, ' +
            'order and filters. Begin again without it.',
        },
      ]);
    }
  });

  it('refuses a position that no list writes', async () => {
    for (const [path, sort, value] of [
      ['/v1/service-account-keys', 'expires_at', 'soon'],
      ['/v1/service-account-keys', 'last_used_at', '1e9'],
      ['/v1/groups', 'name', 'a\u0000b'],
      ['/v1/groups', 'name', 'x'.repeat(65)],
    ] as const) {
      for (const name of ['forged 1', 'forged 2']) {
        if (path === '/v1/groups') await create(path, { name });
      }
      const account = await create('/v1/service-accounts', { name: 'forged' });
      for (const name of ['forged-1', 'forged-2']) {
        const body = { service_account_id: account.id, name, expires_in: '9d' };
        await create('/v1/service-account-keys', body);
      }
      const query = `sort=${sort}&page_size=1`;
      const { body } = await owner.get(`${path}?${query}`).expect(200);
      const read = Buffer.from((body as ListPage).next_page_token ?? '', 'base64url').toString();
      const [of, id] = read.split(':');
      const forged = Buffer.from(`${of}:${id}:${value}`).toString('base64url');
      const refused = await owner.get(`${path}?${query}&page_token=${forged}`).expect(422);
      expect(refused.body.errors).toMatchObject([{ pointer: '?page_token' }]);
    }
  });

  it.each([
    ['nothing', '', /must not be empty/],
    ['white space', ' ', /must not be empty/],
    ['a long text', 'x'.repeat(101), /at most 100 characters/],
    ['a control character', 'a\u0007', /Control and bidirectional/],
  ])('refuses to search for %s', async (_case, text, message) => {
    const { body } = await owner.get(`/v1/roles?q=${encodeURIComponent(text)}`).expect(422);
    expect(body.errors).toEqual([
      expect.objectContaining({ pointer: '?q', message: expect.stringMatching(message) }),
    ]);
  });

  it('refuses to search for a secret, and does not repeat it', async () => {
    const { body: made } = await owner.post('/v1/application-keys', {}).expect(201);
    const { body } = await owner.get(`/v1/application-keys?q=${made.secret}`).expect(422);
    expect(body.errors).toMatchObject([{ pointer: '?q' }]);
    expect(JSON.stringify(body)).not.toContain(made.secret);
    const masked = encodeURIComponent((made.secret as string).slice(4, 8));
    expect(await list('/v1/application-keys', `q=${masked}`)).toEqual([]);
  });
});
