import type { GrantedRole } from '../credentials/credential';

/** An identity that does not depend on a member. It has roles and up to ten keys (S1, S4, S5). */
export interface ServiceAccount {
  readonly id: string;
  readonly teamId: string;
  readonly name: string;
  readonly description: string | null;
  readonly roles: readonly GrantedRole[];
  readonly disabledAt: Date | null;
  readonly createdAt: Date;
  readonly createdBy: string;
  readonly version: number;
}

/** S5. Expired and revoked keys do not count. */
export const MAX_LIVE_KEYS = 10;

/** Roles are a set, so the order and repetitions in a request do not matter. */
export function roleSet(roleIds: readonly string[]): string[] {
  return [...new Set(roleIds)].sort();
}

export function sameRoles(account: ServiceAccount, roleIds: readonly string[]): boolean {
  return roleSet(account.roles.map((role) => role.id)).join() === roleSet(roleIds).join();
}

/** A service account as the audit trail stores it. */
export function serviceAccountSnapshot(account: ServiceAccount) {
  return {
    id: account.id,
    name: account.name,
    description: account.description,
    role_ids: account.roles.map((role) => role.id),
    enabled: account.disabledAt === null,
  };
}
