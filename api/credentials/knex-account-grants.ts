import type { Database } from '../database/database';
import type { GrantedRole } from './credential';

export interface AccountGrant {
  readonly roles: readonly GrantedRole[];
  readonly permissions: readonly string[];
}

export const NO_ROLES: AccountGrant = { roles: [], permissions: [] };

interface RoleRow extends GrantedRole {
  account_id: string;
  permissions: string;
}

/**
 * The current roles of service accounts, and everything that they grant. Accounts without roles are
 * absent.
 */
export async function grantsOfAccounts(
  database: Pick<Database, 'knex'>,
  serviceAccountIds: readonly string[],
): Promise<ReadonlyMap<string, AccountGrant>> {
  if (serviceAccountIds.length === 0) return new Map();
  const rows = (await database
    .knex('service_account_roles')
    .join('roles', 'roles.id', 'service_account_roles.role_id')
    .whereIn('service_account_id', [...serviceAccountIds])
    .orderBy('roles.id')
    .select(
      'service_account_id as account_id',
      'roles.id',
      'roles.name',
      'roles.permissions',
    )) as RoleRow[];
  const grants = new Map<string, { roles: GrantedRole[]; permissions: string[] }>();
  for (const { account_id, id, name, permissions } of rows) {
    const grant = grants.get(account_id) ?? { roles: [], permissions: [] };
    grants.set(account_id, grant);
    grant.roles.push({ id, name });
    grant.permissions.push(...(JSON.parse(permissions) as string[]));
  }
  return grants;
}
