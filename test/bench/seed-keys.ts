import { createHash } from 'node:crypto';
import type { Database } from '../../api/database/database';
import { Secret } from '../../api/domain/secret';
import { createUlidIds } from '../../api/app/ulid-ids';
import { insertRows, type Cell } from './insert-rows';
import { secretText } from './secret-sequence';

const KEYS_OF_AN_ACCOUNT = 10;
const ROLES = 50;
const CHUNK = 10_000;
const DAY_MILLIS = 86_400_000;
const AGE_MILLIS = 30 * DAY_MILLIS;
const LEFT_MILLIS = 60 * DAY_MILLIS;
/** The permissions of the keys, which the load asks about. */
export const PERMISSION = 'reports.read';

export interface Credentials {
  readonly clientId: string;
  readonly secret: string;
}

/** Further permissions of the first key: it verifies the others and manages something. */
const MANAGER = [
  'keys.verify',
  'roles.create',
  'roles.delete',
  'roles.read',
  'service_accounts.read',
  'service_account_keys.read',
];

/** The n-th key of a seeded database. The account of the first one verifies the others. */
export function credentialsOf(index: number): Credentials {
  const digest = createHash('sha256').update(`client ${index}`).digest('hex');
  return { clientId: `kpi_${digest.slice(0, 32)}`, secret: secretText(index) };
}

/**
 * One team with keys of service accounts, ten for each account, as the server itself would have written
 * them: valid, used and recorded before, and with an expiry. The trail of their creation is omitted.
 * @param database migrated and empty
 */
export async function seedKeys(database: Database, count: number): Promise<void> {
  const now = Date.now();
  const createdAt = now - AGE_MILLIS;
  const ids = createUlidIds({ now: () => new Date(createdAt) });
  const lifetime = { created_at: createdAt, version: 1 };

  const teamId = ids.next('team');
  const ownerId = ids.next('member');
  const made = { ...lifetime, created_by: ownerId, team_id: teamId };
  const { knex } = database;
  await knex('teams').insert({ ...lifetime, id: teamId, name: 'seeded' });
  await knex('members').insert({
    ...lifetime,
    id: ownerId,
    team_id: teamId,
    email: 'owner@seeded.example',
    name: 'Owner',
    team_role: 'owner',
    status: 'active',
  });
  const roleIds = Array.from({ length: ROLES }, () => ids.next('role'));
  const permissions = (index: number) =>
    [...(index === 0 ? MANAGER : ['events.read']), PERMISSION].sort();
  await insertRows(
    database,
    { table: 'roles', constants: made, columns: ['id', 'name', 'permissions'] },
    roleIds.map((id, index) => [id, `role ${index}`, JSON.stringify(permissions(index))]),
  );

  const accountIds = Array.from({ length: Math.ceil(count / KEYS_OF_AN_ACCOUNT) }, () =>
    ids.next('service_account'),
  );
  await inChunks(accountIds.length, async (indices) => {
    const accountOf = (index: number) => accountIds[index] ?? '';
    await insertRows(
      database,
      { table: 'service_accounts', constants: made, columns: ['id', 'name'] },
      indices.map((index) => [accountOf(index), `account ${index}`]),
    );
    await insertRows(
      database,
      {
        table: 'service_account_roles',
        constants: {},
        columns: ['service_account_id', 'role_id'],
      },
      indices.map((index) => [accountOf(index), roleIds[index % ROLES] ?? '']),
    );
  });

  await inChunks(count, async (indices) => {
    const keys: Cell[][] = [];
    const secrets: Cell[][] = [];
    for (const index of indices) {
      const { clientId, secret: text } = credentialsOf(index);
      const secret = Secret.parse(text);
      if (secret === undefined) throw new Error(`Secret ${index} does not follow the grammar.`);
      const id = ids.next('service_account_key');
      const accountId = accountIds[Math.floor(index / KEYS_OF_AN_ACCOUNT)] ?? '';
      keys.push([id, accountId, `key ${index}`, clientId]);
      secrets.push([id, secret.hash, secret.masked]);
    }
    await insertRows(
      database,
      {
        table: 'keys',
        constants: {
          ...made,
          family: 'service_account_key',
          owner_kind: 'service_account',
          expires_at: now + LEFT_MILLIS,
          used: true,
        },
        columns: ['id', 'owner_id', 'name', 'client_id'],
      },
      keys,
    );
    await insertRows(
      database,
      {
        table: 'key_secrets',
        constants: { delivery: 'plain', created_at: createdAt, created_by: ownerId, used: true },
        columns: ['key_id', 'hash', 'masked'],
      },
      secrets,
    );
  });
  await knex.raw(
    `INSERT INTO key_uses (key_id, secret_version, last_used_at)
     SELECT key_id, version, ${now - DAY_MILLIS} FROM key_secrets ORDER BY key_id`,
  );
}

async function inChunks(
  count: number,
  work: (indices: readonly number[]) => Promise<void>,
): Promise<void> {
  for (let start = 0; start < count; start += CHUNK) {
    const length = Math.min(CHUNK, count - start);
    await work(Array.from({ length }, (_, position) => start + position));
  }
}
