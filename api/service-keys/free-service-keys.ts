import type { AuditTrail } from '../domain/audit-trail';
import type { Clock } from '../domain/clock';
import type { Ids } from '../domain/ids';
import type { TeamFounding } from '../teams/team-service';
import { FREE_KEY_NAME, serviceKeySnapshot, type ServiceKey } from './service-key';
import type { ServiceKeyStore } from './service-key-store';

/** Every team has one from its founding (S3), with its owner assigned. */
export function createFreeServiceKeys(dependencies: {
  store: Pick<ServiceKeyStore, 'insert'>;
  clock: Clock;
  ids: Ids;
  audit: AuditTrail;
}): TeamFounding {
  const { store, clock, ids, audit } = dependencies;
  return {
    async teamFounded(caller, teamId, ownerId) {
      const key: ServiceKey = {
        id: ids.next('service_key'),
        teamId,
        plan: 'free',
        name: FREE_KEY_NAME,
        description: null,
        terms: null,
        memberIds: [ownerId],
        services: [],
        revokedAt: null,
        revokedBy: null,
        revokedReason: null,
        createdAt: clock.now(),
        createdBy: caller.principal.id,
        createdByKey: null,
        version: 1,
      };
      await store.insert(key);
      await audit.record(caller, {
        action: 'service_key.created',
        target: { kind: 'service_key', id: key.id, teamId },
        after: serviceKeySnapshot(key),
      });
    },
  };
}
