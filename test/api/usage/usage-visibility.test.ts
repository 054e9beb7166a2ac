import { DATABASES } from '../../support/api';
import { eventually } from '../../support/eventually';
import type { Agent } from '../teams/organization';
import { address, service, startUsage, type UsageApi } from './usage-api';

describe.each(DATABASES)('the answer about usage on %s', (databaseName) => {
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

  test('has the current name of a service, and shows no names of other teams except that of a service for all teams', async () => {
    const keyId = await accountKey(await serviceAccount());
    const renamed = await serviceAccount({ name: 'before' });
    await owner.patch(`/v1/service-accounts/${renamed}`, { name: 'after' }).expect(200);
    const deleted = await serviceAccount();
    await owner.delete(`/v1/service-accounts/${deleted}`).expect(200);
    const foreign = await serviceAccount({ name: 'foreign' }, api.stranger);
    const forAll = await serviceAccount({ name: 'gateway' }, api.stranger);
    await api.operator.put(`/v1/operator/verifiers/${forAll}`, {}).expect(200);
    const callers = [renamed, deleted, foreign, forAll, api.user.id];
    for (const [at, id] of callers.entries()) await used(keyId, service(id), 10 - at);
    expect((await usageOf(keyId)).callers.map(({ id, name }) => [id, name])).toEqual([
      [renamed, 'after'],
      [deleted, null],
      [foreign, null],
      [forAll, 'gateway'],
      [api.user.id, 'Some user'],
    ]);
  });

  describe('is limited to what the caller may see', () => {
    async function ownKeyId(of: Agent): Promise<string> {
      return (await of.get('/v1/whoami').expect(200)).body.key_id;
    }

    test('to its own member for an application key (S1)', async () => {
      const keyId = await ownKeyId(api.user);
      expect(await usage(api.user, [keyId])).toHaveLength(1);
      for (const other of [owner, api.admin, api.colleague]) {
        expect(await usage(other, [keyId])).toEqual([]);
      }
    });

    test('to the tokens of a member, if somebody else asks about the member', async () => {
      const member = await api.join(owner, 'user');
      const applicationKey = await ownKeyId(member);
      const serviceKey = await api.paidKey({ member_ids: [member.id] });
      const token = await api.token(member, serviceKey.id, 'personal');
      await eventually(async () => {
        expect((await usageOf(applicationKey, '1d', member)).uses).toBeGreaterThanOrEqual(2);
      });
      await used(token.id, address('192.0.2.1'), 4);
      expect(await usageOf(member.id, '1d', owner)).toMatchObject({ uses: 4, keys_used: 1 });
      const own = await usageOf(member.id, '1d', member);
      expect(own.keys_used).toBe(2);
      expect(own.uses).toBeGreaterThanOrEqual(6);
      expect(await usage(api.colleague, [member.id])).toMatchObject([{ uses: 0, keys_used: 0 }]);
    });

    test('to their own tokens and service keys, if the caller only uses them', async () => {
      const serviceKey = await api.paidKey({ member_ids: [api.user.id] });
      const shared = await api.token(owner, serviceKey.id, 'shared');
      const own = await api.token(api.user, serviceKey.id, 'personal');
      await used(shared.id, address('192.0.2.1'), 4);
      const ids = [serviceKey.id, shared.id, own.id];
      expect(await usage(api.user, ids)).toMatchObject([
        { id: serviceKey.id, uses: 0 },
        { id: own.id },
      ]);
      expect(await usage(api.colleague, ids)).toEqual([]);
      expect(await usage(api.admin, ids)).toHaveLength(3);
    });

    test('to nothing for another team, and for objects that do not exist', async () => {
      const accountId = await serviceAccount();
      const ids = [await role(), accountId, await accountKey(accountId), owner.id, 'sak_0'];
      expect(await usage(owner, ids)).toHaveLength(4);
      expect(await usage(api.stranger, ids)).toEqual([]);
    });

    test('to callers who may read the kind of object and its keys', async () => {
      const roleId = await role();
      const accountId = await serviceAccount();
      const serviceKey = await api.paidKey({ member_ids: [api.user.id] });
      const keyId = await accountKey(accountId);
      const token = await api.token(owner, serviceKey.id, 'shared');
      const ids = [roleId, accountId, keyId, serviceKey.id, token.id, api.user.id];
      const seenBy = async (...permissions: string[]) => {
        const seen = await usage(await api.account(owner, permissions), ids);
        return seen.map(({ id }) => id);
      };
      expect(await seenBy('reports.read')).toEqual([]);
      expect(await seenBy('service_account_keys.read')).toEqual([keyId]);
      expect(await seenBy('service_accounts.read', 'roles.read')).toEqual([]);
      expect(await seenBy('service_accounts.read', 'service_account_keys.read')).toEqual([
        accountId,
        keyId,
      ]);
      expect(await seenBy('roles.read', 'service_account_keys.read')).toEqual([roleId, keyId]);
      expect(await seenBy('service_keys.read')).toEqual([]);
      const tokens = ['service_key_tokens.read', 'service_key_tokens.manage'];
      expect(await seenBy('service_keys.read', 'service_key_tokens.read')).toEqual([serviceKey.id]);
      expect(await seenBy('service_keys.read', ...tokens)).toEqual([serviceKey.id, token.id]);
      expect(await seenBy('members.read')).toEqual([]);
      expect(await seenBy('members.read', 'application_keys.read')).toEqual([]);
      expect(await seenBy('members.read', ...tokens)).toEqual([token.id, api.user.id]);
    });

    test('to nothing for the operator, who is not in any team', async () => {
      const refused = await api.operator.post('/v1/usage/query', { ids: ['sak_0'], within: '1d' });
      expect(refused.status).toBe(403);
    });
  });

  describe('says that something is superseded', () => {
    const superseded = async (ids: readonly string[]) =>
      Object.fromEntries((await usage(owner, ids)).map((item) => [item.id, item.superseded]));

    test('if a newer one of the same creator, owner and name exists', async () => {
      const accountId = await serviceAccount({ name: 'twin account' });
      const oldKey = await accountKey(accountId, { name: 'twin' });
      const old = [accountId, oldKey, await role({ name: 'twin role' })];
      expect(Object.values(await superseded(old))).toEqual([false, false, false]);
      const newer = [
        await serviceAccount({ name: 'twin account' }),
        await accountKey(accountId, { name: 'twin' }),
        await role({ name: 'twin role' }),
      ];
      expect(Object.values(await superseded(old))).toEqual([true, true, true]);
      expect(Object.values(await superseded(newer))).toEqual([false, false, false]);
    });

    test('but not if the newer one has another name, owner or creator, or has ended', async () => {
      const accountId = await serviceAccount({ name: 'lone' });
      const elsewhere = await serviceAccount({ name: 'elsewhere' });
      const keyId = await accountKey(accountId, { name: 'lone' });
      await accountKey(accountId, { name: 'another' });
      await accountKey(elsewhere, { name: 'lone' });
      await accountKey(accountId, { name: 'lone' }, api.admin);
      const revoked = await accountKey(accountId, { name: 'lone' });
      await owner.delete(`/v1/service-account-keys/${revoked}`).expect(204);
      const expiry = new Date(api.clock.now().getTime() + 1000).toISOString();
      await accountKey(accountId, { name: 'lone', expires_at: expiry });
      api.clock.advance(2000);
      await serviceAccount({ name: 'lone' }, api.admin);
      await serviceAccount({ name: 'lone' }, api.stranger);
      expect(await superseded([keyId, accountId])).toEqual({
        [keyId]: false,
        [accountId]: false,
      });
    });

    test('for application keys by description, and for tokens and service keys', async () => {
      const member = await api.join(owner, 'user');
      const make = async (description: string) =>
        (await member.post('/v1/application-keys', { description }).expect(201)).body.id;
      const [old, other] = [await make('laptop'), await make('other')];
      const newer = await make('laptop');
      expect((await usage(member, [old, other, newer])).map((item) => item.superseded)).toEqual([
        true,
        false,
        false,
      ]);
      const oldKey = await api.paidKey({ name: 'twin-key' });
      const oldToken = await api.token(owner, oldKey.id, 'shared', { name: 'twin' });
      const newToken = await api.token(owner, oldKey.id, 'shared', { name: 'twin' });
      const newKey = await api.paidKey({ name: 'twin-key' });
      await api.token(owner, newKey.id, 'shared', { name: 'twin' });
      expect(await superseded([oldKey.id, newKey.id, oldToken.id, newToken.id])).toEqual({
        [oldKey.id]: true,
        [newKey.id]: false,
        [oldToken.id]: true,
        [newToken.id]: false,
      });
    });
  });
});
