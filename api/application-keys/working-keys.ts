import type { Clock } from '../domain/clock';
import type { WorkingKeys } from '../members/application-key-ports';
import type { KeyFilter } from '../keys/key';
import type { KeyReads } from '../keys/family/key-family-service';

/** Finds out which members can still act and which are locked out. */
export function createWorkingKeys({
  reads,
  clock,
}: {
  readonly reads: Pick<KeyReads, 'list'>;
  readonly clock: Clock;
}): WorkingKeys {
  return {
    async hasWorkingKey(teamId, memberId) {
      const filter: KeyFilter = {
        family: 'application_key',
        teamId,
        ownerId: memberId,
        state: 'active',
      };
      const page = { size: 1, order: 'descending', after: undefined } as const;
      return (await reads.list(filter, page, clock.now())).length > 0;
    },
  };
}
