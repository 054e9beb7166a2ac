import type { Clock } from '../domain/clock';
import type { WorkingKeys } from '../members/application-key-ports';
import type { KeyFilter } from '../keys/key';
import type { ApplicationKeyReads } from './application-key-service';

/** Tells members who can still act from those who are locked out. */
export function createWorkingKeys({
  reads,
  clock,
}: {
  readonly reads: Pick<ApplicationKeyReads, 'list'>;
  readonly clock: Clock;
}): WorkingKeys {
  return {
    async hasWorkingKey(teamId, memberId) {
      const filter: KeyFilter = {
        family: 'application_key',
        teamId,
        ownerId: memberId,
        state: 'active',
        order: 'newest-first',
      };
      return (await reads.list(filter, { size: 1, after: undefined }, clock.now())).length > 0;
    },
  };
}
