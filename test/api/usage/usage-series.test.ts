import { DATABASES } from '../../support/api';
import type { Agent } from '../teams/organization';
import { address, service, startUsage, type UsageApi } from './usage-api';

const DAY_MILLIS = 86_400_000;

describe.each(DATABASES)('the daily usage of a key on %s', (databaseName) => {
  let api: UsageApi;
  let owner: Agent;

  beforeAll(async () => {
    api = await startUsage(databaseName);
    ({ owner } = api);
  });
  afterAll(() => api.close());

  const dayAgo = (days: number) =>
    new Date(api.clock.now().getTime() - days * DAY_MILLIS).toISOString().slice(0, 10);
  const newKey = async () => api.accountKey(await api.serviceAccount());
  const get = (by: Agent, id: string, query = '') => by.get(`/v1/keys/${id}/usage${query}`);

  it('has a point for each day, totals, and sums for each caller', async () => {
    const id = await newKey();
    const gateway = await api.serviceAccount({ name: 'gateway' });
    await api.used(id, address('192.0.2.1'), 3, 6);
    await api.used(id, service(gateway), 2, 2);
    await api.used(id, address('192.0.2.1'), 1, 2);
    const last = await api.used(id, service(gateway), 5);
    const { body } = await get(owner, id, `?from=${dayAgo(3)}&to=${dayAgo(0)}`).expect(200);
    expect(body).toEqual({
      key_id: id,
      from: dayAgo(3),
      to: dayAgo(0),
      interval: 'day',
      last_used_at: last.toISOString(),
      uses: 8,
      points: [
        { day: dayAgo(3), uses: 0 },
        { day: dayAgo(2), uses: 3 },
        { day: dayAgo(1), uses: 0 },
        { day: dayAgo(0), uses: 5 },
      ],
      callers: [
        {
          kind: 'service',
          id: gateway,
          name: 'gateway',
          uses: 7,
          last_used_at: last.toISOString(),
        },
        {
          kind: 'address',
          id: '192.0.2.1',
          name: null,
          uses: 1,
          last_used_at: new Date(last.getTime() - 2 * DAY_MILLIS).toISOString(),
        },
      ],
      other_callers: 0,
    });
  });

  it('has 30 days unless the request says otherwise, and at most 90', async () => {
    const id = await newKey();
    const { body } = await get(owner, id, '?interval=day').expect(200);
    expect(body).toMatchObject({ from: dayAgo(29), to: dayAgo(0), last_used_at: null, uses: 0 });
    expect(body.points).toHaveLength(30);
    const longest = await get(owner, id, `?from=${dayAgo(89)}`).expect(200);
    expect(longest.body.points).toHaveLength(90);
    const early = await get(owner, id, `?to=${dayAgo(80)}`).expect(200);
    expect(early.body).toMatchObject({ from: dayAgo(89), to: dayAgo(80) });
    const one = await get(owner, id, `?from=${dayAgo(1)}&to=${dayAgo(1)}`).expect(200);
    expect(one.body.points).toEqual([{ day: dayAgo(1), uses: 0 }]);
  });

  it('lists ten callers, and counts the others', async () => {
    const id = await newKey();
    for (let at = 1; at <= 12; at++) await api.used(id, address(`192.0.2.${at}`), at, at % 3);
    const { body } = await get(owner, id).expect(200);
    const shown = (body.callers as { uses: number }[]).map(({ uses }) => uses);
    expect(shown).toEqual([12, 11, 10, 9, 8, 7, 6, 5, 4, 3]);
    expect(body).toMatchObject({ other_callers: 2, uses: 78 });
  });

  it('is readable after the key was revoked', async () => {
    const id = await newKey();
    await api.used(id, address('192.0.2.1'), 4);
    await owner.delete(`/v1/service-account-keys/${id}`).expect(204);
    expect((await get(owner, id).expect(200)).body).toMatchObject({ uses: 4 });
  });

  it('is not shown to callers who may not read the key', async () => {
    const id = await newKey();
    const serviceKey = await api.paidKey({ member_ids: [api.user.id] });
    const shared = await api.token(owner, serviceKey.id, 'shared');
    const own = await api.token(api.user, serviceKey.id, 'personal');
    const applicationKey = (await owner.get('/v1/whoami').expect(200)).body.key_id as string;
    const reader = await api.account(owner, ['service_account_keys.read']);
    const without = await api.account(owner, ['roles.read']);
    const allowed: [Agent, string][] = [
      [reader, id],
      [api.user, own.id],
      [api.admin, own.id],
      [owner, applicationKey],
    ];
    for (const [by, keyId] of allowed) await get(by, keyId).expect(200);
    const hidden: [Agent, string][] = [
      [without, id],
      [api.stranger, id],
      [api.user, shared.id],
      [api.colleague, own.id],
      [reader, own.id],
      [api.admin, applicationKey],
      [owner, 'sak_0'],
    ];
    const answers = new Set<string>();
    for (const [by, keyId] of hidden) {
      const { body } = await get(by, keyId).expect(404);
      answers.add(`${body.code} ${body.detail}`);
    }
    expect([...answers]).toEqual(['not_found This key does not exist, or you may not see it.']);
  });

  it('is limited to the scope of an access token', async () => {
    const id = await newKey();
    const account = await api.account(owner, ['service_account_keys.read', 'roles.read']);
    const narrowed = async (scope: string) => {
      const request = { grant_type: 'client_credentials', scope };
      const { body } = await account.post('/oauth2/token', request).type('form').expect(200);
      const authorization = `Bearer ${body.access_token}`;
      return api.anonymous.get(`/v1/keys/${id}/usage`).set({ authorization });
    };
    expect((await narrowed('service_account_keys.read')).status).toBe(200);
    expect((await narrowed('roles.read')).status).toBe(404);
  });

  it.each([
    ['a day that does not exist', '?from=2026-02-30', '?from', /YYYY-MM-DD/],
    ['a time', '?to=2026-11-30T00:00:00Z', '?to', /YYYY-MM-DD/],
    ['an interval that is not counted', '?interval=hour', '?interval', /day/],
    ['an unknown parameter', '?since=2026-11-30', '?since', /./],
  ])('refuses %s', async (_case, query, pointer, message) => {
    const { body } = await get(owner, 'sak_0', query).expect(422);
    expect(body.errors).toEqual([
      expect.objectContaining({ pointer, message: expect.stringMatching(message) }),
    ]);
  });

  it('refuses days that Keyplane does not keep, and an end before the start', async () => {
    const id = await newKey();
    const refused = async (query: string) => {
      const { body } = await get(owner, id, query).expect(422);
      return body.errors as unknown;
    };
    const kept = `Keyplane keeps 90 days of uses: the earliest is ${dayAgo(89)}.`;
    expect(await refused(`?from=${dayAgo(90)}`)).toEqual([
      { pointer: '?from', code: 'too_early', message: `\`from\` is too early. ${kept}` },
    ]);
    expect(await refused(`?to=${dayAgo(90)}`)).toEqual([
      { pointer: '?to', code: 'too_early', message: `\`to\` is too early. ${kept}` },
    ]);
    expect(await refused(`?to=${dayAgo(-1)}`)).toMatchObject([
      { pointer: '?to', code: 'too_late' },
    ]);
    expect(await refused(`?from=${dayAgo(1)}&to=${dayAgo(2)}`)).toMatchObject([
      { pointer: '?from', code: 'after_end' },
    ]);
  });
});
