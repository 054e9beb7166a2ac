import type { Creations } from '../creations/creations';
import type { SliceParts } from '../http/slice';
import type { KeyService } from '../keys/key-service';
import type { KeyViews } from '../keys/key-views';
import type {
  ApplicationKeyIssuer,
  KeyRevoker,
  WorkingKeys,
} from '../members/application-key-ports';
import type { TeamPolicies } from '../teams/team-policy';
import { APPLICATION_KEY_GATE } from './application-key-gate';
import { createApplicationKeyIssuer } from './application-key-issuer';
import { createApplicationKeyEndpoints } from './application-key-routes';
import { createApplicationKeyService, type ApplicationKeyReads } from './application-key-service';
import { createWorkingKeys } from './working-keys';

export function composeApplicationKeys(
  dependencies: SliceParts & {
    readonly creations: Creations;
    readonly keys: KeyService;
    readonly reads: ApplicationKeyReads;
    readonly views: KeyViews;
    readonly policies: TeamPolicies;
  },
) {
  const { database, keys, views } = dependencies;
  const service = createApplicationKeyService({ ...dependencies, unitOfWork: database });
  const ofMembers: ApplicationKeyIssuer & KeyRevoker & WorkingKeys = {
    ...createApplicationKeyIssuer(dependencies),
    ...createWorkingKeys(dependencies),
    revokeKeysOfOwner: keys.revokeAllOf,
  };
  return {
    endpoints: createApplicationKeyEndpoints({ service, views }),
    purge: [],
    ofMembers,
    gate: APPLICATION_KEY_GATE,
  };
}
