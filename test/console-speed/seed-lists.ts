import { createHash, randomBytes } from 'node:crypto';
import { createUlidIds } from '../../api/app/ulid-ids';
import { insertRows } from '../bench/insert-rows';
import type { TestApi } from '../support/api';

const KEYS_OF_AN_ACCOUNT = 10;
const DAY_MILLIS = 86_400_000;
const EVERY_MILLIS = 6 * 3_600_000;
/** Every tenth key has been used since. */
const UNUSED_SHARE = 10;

/** Gives the first team service API keys and API keys, as many of each, created every six hours until now. */
export async function seedLists(api: TestApi, count: number): Promise<void> {
  const { database, team } = api;
  const end = api.clock.now().getTime();
  const createdAt = (index: number) => end - (count - index) * EVERY_MILLIS;
  const ids = createUlidIds({ now: () => new Date(end) });
  const by = { created_by: team.owner.memberId, team_id: team.id, version: 1 };

  const accounts = Array.from({ length: Math.ceil(count / KEYS_OF_AN_ACCOUNT) }, (_, index) => ({
    id: ids.next('service_account'),
    name: `worker-${index}`,
  }));
  await insertRows(
    database,
    {
      table: 'service_accounts',
      constants: { ...by, created_at: end },
      columns: ['id', 'name'],
    },
    accounts.map(({ id, name }) => [id, name]),
  );
  const [free] = (await database
    .knex('service_keys')
    .where({ team_id: team.id, plan: 'free' })
    .select('id')) as { id: string }[];
  if (free === undefined) throw new Error('The team has no free service key.');

  const indices = Array.from({ length: count }, (_, index) => index);
  const families = [
    {
      constants: { family: 'service_account_key', owner_kind: 'service_account' },
      owner: (index: number) => accounts[Math.floor(index / KEYS_OF_AN_ACCOUNT)]?.id ?? '',
      prefix: 'service_account_key',
    },
    {
      constants: { family: 'token', owner_kind: 'service_key', service_key_id: free.id },
      owner: () => free.id,
      prefix: 'token',
    },
  ] as const;
  for (const { constants, owner, prefix } of families) {
    const keys = indices.map((index) => ({ id: ids.next(prefix), index }));
    await insertRows(
      database,
      {
        table: 'keys',
        constants: { ...by, ...constants, expires_at: end + 60 * DAY_MILLIS, used: true },
        columns: ['id', 'owner_id', 'name', 'client_id', 'created_at'],
      },
      keys.map(({ id, index }) => [
        id,
        owner(index),
        `${prefix.replaceAll('_', '-')}-${index}`,
        `kpi_${randomBytes(16).toString('hex')}`,
        createdAt(index),
      ]),
    );
    await insertRows(
      database,
      {
        table: 'key_secrets',
        constants: { delivery: 'plain', created_by: team.owner.memberId, used: true },
        columns: ['key_id', 'hash', 'masked', 'created_at'],
      },
      keys.map(({ id, index }) => [
        id,
        createHash('sha256').update(id).digest('base64url'),
        'kps_abcd…wxyz',
        createdAt(index),
      ]),
    );
    await database.knex.raw(
      `INSERT INTO key_uses (key_id, secret_version, last_used_at)
       SELECT key_id, version, ${end - DAY_MILLIS} FROM key_secrets
       WHERE version % ${UNUSED_SHARE} = 0 AND key_id IN (SELECT id FROM keys WHERE family = '${constants.family}')
       ORDER BY key_id`,
    );
  }
}
