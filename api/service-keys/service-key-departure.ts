import type { KeyService } from '../keys/key-service';
import type { MemberDeparture } from '../members/member-directory';
import type { ServiceKeyStore } from './service-key-store';

/**
 * A member who leaves is unassigned from every service key. Their tokens are keys of that member,
 * so they end with the member's other keys.
 */
export function createServiceKeyDeparture(dependencies: {
  store: Pick<ServiceKeyStore, 'unassignEverywhere'>;
  keys: Pick<KeyService, 'revokeAllOf'>;
}): MemberDeparture {
  const { store, keys } = dependencies;
  return {
    async memberLeft(caller, { id }) {
      await store.unassignEverywhere(id);
      // The creation of a token locks its service key. A token that was being created until now was
      // not visible before.
      await keys.revokeAllOf(caller, id, 'member_left');
    },
  };
}
