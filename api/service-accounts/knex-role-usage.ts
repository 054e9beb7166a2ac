import type { Database } from '../database/database';
import type { Clock } from '../domain/clock';
import type { RoleUsage } from '../roles/role-usage';
import type { AccountKeys } from './service-account-service';

/**
 * Tells the roles slice what depends on a role, because that slice may not read this slice's
 * tables.
 */
export function createKnexRoleUsage(dependencies: {
  database: Database;
  accountKeys: Pick<AccountKeys, 'countActive'>;
  clock: Clock;
}): RoleUsage {
  const { database, accountKeys, clock } = dependencies;
  const links = () =>
    database.knex<{ service_account_id: string; role_id: string }>('service_account_roles');

  return {
    async accountCounts(roleIds) {
      if (roleIds.length === 0) return new Map();
      const rows = (await links()
        .whereIn('role_id', [...roleIds])
        .groupBy('role_id')
        .select('role_id')
        .count('* as count')) as { role_id: string; count: number }[];
      return new Map(rows.map((row) => [row.role_id, Number(row.count)]));
    },

    async activeKeyCount(roleId) {
      const rows = await links().where({ role_id: roleId }).select('service_account_id');
      const accountIds = rows.map((row) => row.service_account_id);
      const counts = await accountKeys.countActive(accountIds, clock.now());
      return [...counts.values()].reduce((sum, count) => sum + count, 0);
    },
  };
}
