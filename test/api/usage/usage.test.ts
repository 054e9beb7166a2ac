import { utcDayOf } from '../../../api/usage/usage';
import { DATABASES } from '../../support/api';
import { eventually } from '../../support/eventually';
import type { Agent } from '../teams/organization';
import { address, service, startUsage, type UsageApi } from './usage-api';

describe.each(DATABASES)('usage on %s', (databaseName) => {
  let api: UsageApi;
  let owner: Agent;
  let usage: UsageApi['usage'];
  let usageOf: UsageApi['usageOf'];
  let used: UsageApi['used'];
  let serviceAccount: UsageApi['serviceAccount'];
  let accountKey: UsageApi['accountKey'];
  let role: UsageApi['role'];

  beforeAll(async () => {
    api = await startUsage(databaseName);
    ({ owner, usage, usageOf, used, serviceAccount, accountKey, role } = api);
  });
  afterAll(() => api.close());

  test('counts a key for the address that presents it, and for the service that verifies it', async () => {
    const gateway = await api.account(owner, ['keys.verify']);
    const made = await owner
      .post('/v1/service-account-keys', {
        service_account_id: await serviceAccount(),
        name: 'key',
        expires_at: 'never',
      })
      .expect(201);
    const { id, client_id: clientId, secret } = made.body;
    const holder = api.as(id, { clientId, secret });
    for (let use = 0; use < 2; use++) await holder.get('/v1/whoami').expect(200);
    for (let use = 0; use < 3; use++) {
      expect((await gateway.post('/v1/keys/verify', { secret })).body.valid).toBe(true);
    }
    await eventually(async () => {
      const now = api.clock.now().toISOString();
      expect(await usageOf(id)).toEqual({
        id,
        last_used_at: now,
        uses: 5,
        keys_used: 1,
        callers: [
          { kind: 'service', id: gateway.id, name: 'An account', uses: 3, last_used_at: now },
          { kind: 'address', id: '127.0.0.1', name: null, uses: 2, last_used_at: now },
        ],
        other_callers: 0,
        superseded: false,
      });
    });
  });

  test('counts a token request for its address, and what its token does too', async () => {
    const made = await owner
      .post('/v1/service-account-keys', {
        service_account_id: await serviceAccount(),
        name: 'key',
        expires_at: 'never',
      })
      .expect(201);
    const { id, client_id: clientId, secret } = made.body;
    const { body } = await api
      .as(id, { clientId, secret })
      .post('/oauth2/token', { grant_type: 'client_credentials' })
      .type('form')
      .expect(200);
    const authorization = `Bearer ${body.access_token}`;
    await api.anonymous.get('/v1/whoami').set({ authorization }).expect(200);
    await eventually(async () => {
      expect((await usageOf(id)).callers).toMatchObject([{ id: '127.0.0.1', uses: 2 }]);
    });
  });

  test('does not count a refused key', async () => {
    const gateway = await api.account(owner, ['keys.verify']);
    const made = await owner
      .post('/v1/service-account-keys', {
        service_account_id: await serviceAccount(),
        name: 'key',
        expires_at: 'never',
        enabled: false,
      })
      .expect(201);
    const { id, client_id: clientId, secret } = made.body;
    await api.as(id, { clientId, secret }).get('/v1/whoami').expect(401);
    expect((await gateway.post('/v1/keys/verify', { secret })).body.valid).toBe(false);
    // A later use has been written, so this one would have been, too.
    const keyId = (await gateway.get('/v1/whoami')).body.key_id;
    await eventually(async () => expect((await usageOf(keyId)).uses).toBe(2));
    expect(await usageOf(id)).toMatchObject({ last_used_at: null, uses: 0, keys_used: 0 });
  });

  test('counts all their keys for an account, its roles and a service key', async () => {
    const [first, second] = [await role(), await role({ name: 'writer' })];
    const one = await serviceAccount({ role_ids: [first, second] });
    const other = await serviceAccount({ name: 'build', role_ids: [second] });
    const keys = [await accountKey(one), await accountKey(one), await accountKey(other)] as const;
    await accountKey(one);
    await used(keys[0], address('192.0.2.1'), 5);
    await used(keys[1], address('192.0.2.1'), 2);
    await used(keys[2], address('192.0.2.2'), 10);
    const items = await usage(owner, [one, other, first, second]);
    expect(items).toMatchObject([
      { id: one, uses: 7, keys_used: 2, callers: [{ id: '192.0.2.1', uses: 7 }] },
      { id: other, uses: 10, keys_used: 1, callers: [{ id: '192.0.2.2' }] },
      { id: first, uses: 7, keys_used: 2 },
      { id: second, uses: 17, keys_used: 3, callers: [{ uses: 10 }, { uses: 7 }] },
    ]);

    const serviceKey = await api.paidKey({ member_ids: [api.user.id] });
    const personal = await api.token(api.user, serviceKey.id, 'personal');
    const shared = await api.token(owner, serviceKey.id, 'shared');
    await used(personal.id, service(one), 3);
    await used(shared.id, service(one), 4);
    expect(await usage(owner, [serviceKey.id, personal.id, shared.id])).toMatchObject([
      { uses: 7, keys_used: 2, callers: [{ kind: 'service', id: one, name: 'deploy', uses: 7 }] },
      { uses: 3 },
      { uses: 4 },
    ]);
  });

  test('counts keys that cannot be used again only for themselves', async () => {
    const accountId = await serviceAccount();
    const expiry = new Date(api.clock.now().getTime() + 60_000).toISOString();
    const [live, revoked, expired] = [
      await accountKey(accountId),
      await accountKey(accountId),
      await accountKey(accountId, { expires_at: expiry }),
    ];
    for (const keyId of [live, revoked, expired]) await used(keyId, address('192.0.2.1'));
    await owner.delete(`/v1/service-account-keys/${revoked}`).expect(204);
    api.clock.advance(120_000);
    expect(await usage(owner, [accountId, live, revoked, expired])).toMatchObject([
      { uses: 1, keys_used: 1 },
      { uses: 1 },
      { uses: 1 },
      { uses: 1 },
    ]);
  });

  test('counts uses within the period, and reports the last one at any time', async () => {
    const keyId = await accountKey(await serviceAccount());
    const longAgo = await used(keyId, address('192.0.2.1'), 100, 400);
    expect(await usageOf(keyId)).toMatchObject({
      last_used_at: longAgo.toISOString(),
      uses: 0,
      keys_used: 0,
      callers: [],
    });
    await used(keyId, address('192.0.2.1'), 20, 20);
    const lately = await used(keyId, address('192.0.2.2'), 3, 5);
    expect(await usageOf(keyId, '7d')).toMatchObject({
      last_used_at: lately.toISOString(),
      uses: 3,
      keys_used: 1,
      callers: [{ id: '192.0.2.2' }],
    });
    expect(await usageOf(keyId, '4w')).toMatchObject({ uses: 23 });
    expect(await usageOf(keyId, '36500d')).toMatchObject({ uses: 123 });

    // If the last use of a day lies before the period, the day has none within it.
    await used(keyId, address('192.0.2.3'), 7);
    expect(await usageOf(keyId, '1h')).toMatchObject({ uses: 7, keys_used: 1 });
    api.clock.advance(2 * 3_600_000);
    expect(await usageOf(keyId, '1h')).toMatchObject({ uses: 0, keys_used: 0, callers: [] });
  });

  test('names the ten callers with most uses, and counts the others', async () => {
    const keyId = await accountKey(await serviceAccount());
    for (let caller = 1; caller <= 13; caller++) {
      await used(keyId, address(`192.0.2.${caller}`), caller);
    }
    const few = await accountKey(await serviceAccount());
    for (let caller = 1; caller <= 21; caller++) await used(few, address(`10.0.0.${caller}`), 100);
    const [many, folded] = await usage(owner, [keyId, few]);
    expect(many?.callers.map(({ uses }) => uses)).toEqual([13, 12, 11, 10, 9, 8, 7, 6, 5, 4]);
    expect(many).toMatchObject({ uses: 91, other_callers: 3 });
    expect(folded).toMatchObject({ uses: 2100, other_callers: 11 });
    expect(folded?.callers).toHaveLength(10);
  });

  test('counts the callers that are counted together as one more caller without a name', async () => {
    const keyId = await accountKey(await serviceAccount());
    const at = api.clock.now();
    const count = { keyId, day: utcDayOf(at), uses: 9, lastUsedAt: at };
    await api.slices.usageStore.add([{ ...count, caller: { kind: 'other', id: '' } }]);
    for (let caller = 1; caller <= 10; caller++) await used(keyId, address(`192.0.2.${caller}`));
    const { callers, ...sums } = await usageOf(keyId);
    expect(sums).toMatchObject({ uses: 19, other_callers: 1 });
    expect(callers).toHaveLength(10);
  });

  test('answers a thousand IDs in as many queries as one', async () => {
    const accountId = await serviceAccount();
    const roleId = await role();
    const serviceKey = await api.freeKey();
    const keyId = await accountKey(accountId);
    await used(keyId, service(accountId));
    const each = [keyId, accountId, roleId, owner.id, serviceKey.id];
    const filler = Array.from({ length: 1000 - each.length }, (_, at) => `sak_filler${at}`);
    const queriesOf = async (ids: readonly string[]) => {
      let queries = 0;
      const count = ({ sql }: { sql: string }) => {
        if (/below|newest/.test(sql)) queries += 1;
      };
      api.database.knex.on('query', count);
      expect(await usage(owner, ids)).toHaveLength(each.length);
      api.database.knex.removeListener('query', count);
      return queries;
    };
    const few = await queriesOf(each);
    expect(few).toBeGreaterThan(1);
    expect(await queriesOf([...each, ...filler])).toBe(few);
  });

  test('answers a repeated ID once, in its first place', async () => {
    const ids = [await role(), await serviceAccount()];
    const items = await usage(owner, [...ids, ...ids]);
    expect(items.map(({ id }) => id)).toEqual(ids);
  });

  test.each([
    ['no ID', { ids: [] }, '/ids'],
    ['no list', { ids: 'sak_0' }, '/ids'],
    ['an ID of something else', { ids: ['sak_0', 'wal_0'] }, '/ids/1'],
    ['no ID at all', { ids: ["sak_'; drop table keys"] }, '/ids/0'],
    ['a NUL', { ids: ['sak_\u0000'] }, '/ids/0'],
    ['a number', { ids: [1] }, '/ids/0'],
    ['1001 IDs', { ids: Array.from({ length: 1001 }, (_, at) => `sak_${at}`) }, '/ids'],
    ['no period', { within: undefined }, '/within'],
    ['a malformed period', { within: '30 days' }, '/within'],
    ['a period of nothing', { within: '0s' }, '/within'],
    ['a period of more than a century', { within: '36501d' }, '/within'],
    ['an unknown field', { since: '30d' }, '/since'],
  ])('refuses %s by name', async (_case, body, pointer) => {
    const request = { ids: ['sak_0'], within: '30d', ...body };
    const { status, body: answer } = await owner.post('/v1/usage/query', request);
    expect({ status, errors: answer.errors }).toEqual({
      status: 422,
      errors: [expect.objectContaining({ pointer })],
    });
  });
});
