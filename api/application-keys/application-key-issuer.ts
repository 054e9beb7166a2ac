import type { Clock } from '../domain/clock';
import { PLAIN } from '../keys/delivery';
import type { KeyService } from '../keys/key-service';
import type { TeamPolicies } from '../keys/team-policy';
import type { ApplicationKeyIssuer } from '../members/application-key-ports';

/** Issues the application keys that Keyplane makes by itself: at first start, and on joining a team. */
export function createApplicationKeyIssuer(dependencies: {
  keys: Pick<KeyService, 'issue'>;
  policies: TeamPolicies;
  clock: Clock;
}): ApplicationKeyIssuer {
  const { keys, policies, clock } = dependencies;

  /** Nobody chose an expiry, so the key lives for as long as its team allows. */
  async function latestExpiry(teamId: string | null): Promise<Date | null> {
    if (teamId === null) return null;
    const { maxKeyLifetimeSeconds } = await policies.policyOf(teamId);
    if (maxKeyLifetimeSeconds === null) return null;
    return new Date(clock.now().getTime() + maxKeyLifetimeSeconds * 1000);
  }

  return {
    async issueApplicationKey({ ownerKind, ownerId, teamId, description, creator }) {
      const { key, secret } = await keys.issue(creator, {
        family: 'application_key',
        teamId,
        ownerKind,
        ownerId,
        name: null,
        description,
        delivery: PLAIN,
        expiresAt: await latestExpiry(teamId),
        enabled: true,
      });
      if (secret === null) throw new Error('An application key was issued without its secret.');
      return { keyId: key.id, clientId: key.clientId, secret };
    },
  };
}
