import type { Caller } from '../domain/principal';
import { isTeamCaller } from '../domain/principal';
import type { ServiceAccountService } from '../service-accounts/service-account-service';
import type { ServiceKeyService } from '../service-keys/service-key-service';
import type { CurrentTerms } from '../service-keys/terms';

/**
 * Puts a value in the place of one that is not known yet, so that the rest of a request can be judged
 * by the real use case. Undefined if there is no substitute for this field.
 */
export type StandIns = (field: string, caller: Caller) => Promise<unknown>;

const NAME = 'known-after-apply';

/** Valid in every field with this name. A refusal of one of these is not reported. */
const VALUES: Readonly<Record<string, unknown>> = {
  name: NAME,
  email: `${NAME}@keyplane.invalid`,
  issuer: 'https://issuer.example.com',
  permissions: [],
  currency: 'EUR',
  team_role: 'user',
  kind: 'shared',
  // The shortest period, which no team refuses for its length.
  expires_in: '1m',
};

/**
 * Objects that the same plan creates are also created in the rehearsal, with nothing in them that
 * could be refused: an account without roles, or a service key without services. They are rolled
 * back with everything else.
 */
export function createStandIns(services: {
  serviceAccounts: Pick<ServiceAccountService, 'create'>;
  serviceKeys: Pick<ServiceKeyService, 'create'>;
  terms: CurrentTerms;
}): StandIns {
  return async (field, caller) => {
    if (field in VALUES) return VALUES[field];
    if (!isTeamCaller(caller)) return undefined;
    if (field === 'service_account_id') {
      const wanted = { name: NAME, description: null, roleIds: [], enabled: true };
      return (await services.serviceAccounts.create(caller, wanted)).account.id;
    }
    if (field === 'service_key_id') {
      const { principal } = caller;
      const { serviceKey } = await services.serviceKeys.create(caller, {
        plan: 'paid',
        name: NAME,
        description: null,
        acceptTerms: services.terms.current().version,
        memberIds: principal.kind === 'member' ? [principal.id] : [],
        notify: false,
        services: [],
      });
      return serviceKey.id;
    }
    return undefined;
  };
}
