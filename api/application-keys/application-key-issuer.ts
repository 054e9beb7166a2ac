import { PLAIN } from '../keys/delivery/delivery';
import type { KeyService } from '../keys/key-service';
import type { TeamPolicies } from '../teams/team-policy';
import type { ApplicationKeyIssuer } from '../members/application-key-ports';

/**
 * Issues the application keys that Keyplane makes by itself: at the first start, and when a member
 * joins a team.
 */
export function createApplicationKeyIssuer(dependencies: {
  keys: Pick<KeyService, 'issue'>;
  policies: TeamPolicies;
}): ApplicationKeyIssuer {
  const { keys, policies } = dependencies;

  /** Nobody chose an expiry, so the key lives for as long as its team allows. */
  async function longestLife(teamId: string | null): Promise<number | null> {
    if (teamId === null) return null;
    return (await policies.policyOf(teamId)).maxKeyLifetimeSeconds;
  }

  return {
    async issueApplicationKey({ ownerKind, ownerId, teamId, description, creator }) {
      const seconds = await longestLife(teamId);
      const { key, secret } = await keys.issue(creator, {
        family: 'application_key',
        teamId,
        ownerKind,
        ownerId,
        name: null,
        description,
        delivery: PLAIN,
        expiresAt: (createdAt) =>
          seconds === null ? null : new Date(createdAt.getTime() + seconds * 1000),
        enabled: true,
      });
      if (secret === null) throw new Error('An application key was issued without its secret.');
      const secretVersion = key.secrets[0]?.version ?? null;
      return { keyId: key.id, clientId: key.clientId, secretVersion, secret };
    },
  };
}
