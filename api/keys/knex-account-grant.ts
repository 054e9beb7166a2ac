import type { Database } from '../database/database';
import type { GrantedRole } from './credential';

/** The roles of a service account as they are now, and all that they grant. */
export async function grantOfAccount(
  database: Database,
  serviceAccountId: string,
): Promise<{ readonly roles: readonly GrantedRole[]; readonly permissions: readonly string[] }> {
  const rows = (await database
    .knex('service_account_roles')
    .join('roles', 'roles.id', 'service_account_roles.role_id')
    .where({ service_account_id: serviceAccountId })
    .orderBy('roles.id')
    .select('roles.id', 'roles.name', 'roles.permissions')) as (GrantedRole & {
    permissions: string;
  })[];
  return {
    roles: rows.map(({ id, name }) => ({ id, name })),
    permissions: rows.flatMap((row) => JSON.parse(row.permissions) as string[]),
  };
}
