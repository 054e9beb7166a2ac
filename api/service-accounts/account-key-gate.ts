import { requireNoEscalation, type TeamCaller } from '../domain/principal';
import type { KeyGate } from '../keys/key-gate';
import type { RoleDirectory } from '../roles/role-directory';
import type { ServiceAccount } from './service-account';
import type { ServiceAccountStore } from './service-account-store';

export interface AccountKeyGate extends KeyGate {
  /** A working key grants whatever its account's roles do. @throws Failure `role_escalation` */
  requireMayGrant(caller: TeamCaller, account: ServiceAccount): Promise<void>;
}

export function createAccountKeyGate(dependencies: {
  accounts: Pick<ServiceAccountStore, 'find'>;
  roles: Pick<RoleDirectory, 'find'>;
}): AccountKeyGate {
  const { accounts, roles } = dependencies;

  async function requireMayGrant(caller: TeamCaller, account: ServiceAccount): Promise<void> {
    const held = await roles.find(
      account.teamId,
      account.roles.map((role) => role.id),
    );
    requireNoEscalation(
      caller,
      held.flatMap((role) => role.permissions),
    );
  }

  return {
    requireMayGrant,
    isVisible: () => true,
    async requireMayUse(caller, key) {
      const account = await accounts.find(caller.principal.teamId, key.ownerId);
      if (account !== undefined) await requireMayGrant(caller, account);
    },
  };
}
