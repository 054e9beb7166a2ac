import { utcDayOf, type KeyUser } from '../../../api/usage/usage';
import type { DatabaseName } from '../../support/api';
import { startServiceKeys } from '../service-keys/service-key-api';
import type { Agent } from '../teams/organization';

const DAY_MILLIS = 86_400_000;

export interface UsageWire {
  readonly id: string;
  readonly last_used_at: string | null;
  readonly uses: number;
  readonly keys_used: number;
  readonly callers: { kind: string; id: string; name: string | null; uses: number }[];
  readonly other_callers: number;
  readonly superseded: boolean;
}

export const address = (id: string): KeyUser => ({ kind: 'address', id });
export const service = (id: string): KeyUser => ({ kind: 'service', id });

/** Teams, people and service keys, with functions that create and use accounts, roles and keys. */
export async function startUsage(databaseName: DatabaseName) {
  const api = await startServiceKeys(databaseName);
  const { owner } = api;

  async function usage(by: Agent, ids: readonly string[], within = '30d'): Promise<UsageWire[]> {
    const { body } = await by.post('/v1/usage/query', { ids, within }).expect(200);
    return body.items;
  }

  async function usageOf(id: string, within?: string, by = owner): Promise<UsageWire> {
    const [item, ...others] = await usage(by, [id], within);
    if (item === undefined || others.length > 0) throw new Error(`No usage of ${id} alone.`);
    return item;
  }

  /** Records this many uses of the key at one time some days ago. */
  async function used(keyId: string, caller: KeyUser, uses = 1, daysAgo = 0): Promise<Date> {
    const at = new Date(api.clock.now().getTime() - daysAgo * DAY_MILLIS);
    await api.slices.usageStore.add([{ keyId, day: utcDayOf(at), caller, uses, lastUsedAt: at }]);
    await api.slices.keyStore.markUsed([
      { keyId, secretVersion: null, lastUsedAt: at, firstUse: true },
    ]);
    return at;
  }

  async function serviceAccount(body: object = {}, by = owner): Promise<string> {
    const request = { name: 'deploy', ...body };
    return (await by.post('/v1/service-accounts', request).expect(201)).body.id;
  }

  async function accountKey(accountId: string, body: object = {}, by = owner): Promise<string> {
    const request = { service_account_id: accountId, name: 'key', expires_at: 'never', ...body };
    return (await by.post('/v1/service-account-keys', request).expect(201)).body.id;
  }

  async function role(body: object = {}): Promise<string> {
    const request = { name: 'reader', permissions: ['reports.read'], ...body };
    return (await owner.post('/v1/roles', request).expect(201)).body.id;
  }

  return { ...api, usage, usageOf, used, serviceAccount, accountKey, role };
}

export type UsageApi = Awaited<ReturnType<typeof startUsage>>;
