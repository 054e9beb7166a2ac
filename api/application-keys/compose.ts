import type { Creations } from '../creations/creations';
import type { SliceParts } from '../http/slice';
import { createKeyFamilyEndpoints } from '../keys/family/key-family-routes';
import { createKeyFamilyService, type KeyReads } from '../keys/family/key-family-service';
import type { KeyService } from '../keys/key-service';
import type { KeyViews } from '../keys/key-views';
import type {
  ApplicationKeyIssuer,
  KeyRevoker,
  WorkingKeys,
} from '../members/application-key-ports';
import type { TeamPolicies } from '../teams/team-policy';
import { applicationKeyFamily } from './application-key-family';
import { createApplicationKeyIssuer } from './application-key-issuer';
import { createWorkingKeys } from './working-keys';

export function composeApplicationKeys(
  dependencies: SliceParts & {
    readonly creations: Creations;
    readonly keys: KeyService;
    readonly reads: KeyReads;
    readonly views: KeyViews;
    readonly policies: TeamPolicies;
  },
) {
  const { database, keys, views } = dependencies;
  const rules = applicationKeyFamily.rules({});
  const service = createKeyFamilyService(applicationKeyFamily, rules, {
    ...dependencies,
    unitOfWork: database,
  });
  const ofMembers: ApplicationKeyIssuer & KeyRevoker & WorkingKeys = {
    ...createApplicationKeyIssuer(dependencies),
    ...createWorkingKeys(dependencies),
    revokeKeysOfOwner: keys.revokeAllOf,
  };
  return {
    endpoints: createKeyFamilyEndpoints(applicationKeyFamily, { service, views }),
    purge: [],
    ofMembers,
    access: rules.access,
  };
}
