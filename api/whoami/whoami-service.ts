import type { Caller, Principal } from '../domain/principal';
import type { Restore } from '../restores/restore';
import type { TeamDirectory, TeamWithPolicy } from '../teams/team-directory';

export interface Self {
  readonly principal: Principal;
  readonly team: TeamWithPolicy | null;
  /** The roles of a service account. Other callers have none. */
  readonly roleIds: readonly string[];
  /** The last restore of this Keyplane that somebody announced. */
  readonly restore: Restore | null;
  /** The version of this server. */
  readonly serverVersion: string;
}

/** What this slice needs to know about service accounts. */
export interface AccountRoles {
  find(
    teamId: string,
    id: string,
  ): Promise<{ readonly roles: readonly { readonly id: string }[] } | undefined>;
}

export interface WhoamiService {
  describe(caller: Caller): Promise<Self>;
}

export interface RestoreAnnouncements {
  /** The restore that was announced last. */
  latest(): Promise<Restore | null>;
}

export function createWhoamiService(dependencies: {
  readonly teams: Pick<TeamDirectory, 'teamWithPolicy'>;
  readonly accounts: AccountRoles;
  readonly restores: RestoreAnnouncements;
  readonly serverVersion: string;
}): WhoamiService {
  const { teams, accounts, restores, serverVersion } = dependencies;

  async function rolesOf({ kind, id, teamId }: Principal): Promise<readonly string[]> {
    if (kind !== 'service_account' || teamId === null) return [];
    const account = await accounts.find(teamId, id);
    return (account?.roles ?? []).map((role) => role.id);
  }

  return {
    async describe({ principal }) {
      const shared = { principal, restore: await restores.latest(), serverVersion };
      if (principal.teamId === null) return { ...shared, team: null, roleIds: [] };
      const team = await teams.teamWithPolicy(principal.teamId);
      return { ...shared, team, roleIds: await rolesOf(principal) };
    },
  };
}
