import type { ApplicationKeyIssuer } from '../members/application-key-ports';
import type { KeyService } from '../keys/key-service';

/** Issues the application keys that Keyplane makes by itself: at first start, and on joining a team. */
export function createApplicationKeyIssuer(keys: Pick<KeyService, 'issue'>): ApplicationKeyIssuer {
  return {
    async issueApplicationKey({ ownerKind, ownerId, teamId, description, creator }) {
      const { key, secret } = await keys.issue(creator, {
        family: 'application_key',
        teamId,
        ownerKind,
        ownerId,
        name: null,
        description,
        publicJwk: null,
        expiresAt: null,
        enabled: true,
      });
      if (secret === null) throw new Error('An application key was issued without its secret.');
      return { keyId: key.id, clientId: key.clientId, secret };
    },
  };
}
