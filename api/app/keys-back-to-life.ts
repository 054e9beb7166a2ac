import { operatorAtTheMachine } from '../bootstrap/operator';
import { createKnexOperatorStore } from '../bootstrap/operator-store';
import type { TeamObjects } from '../domain/team-object';
import type { Key } from '../keys/key';
import { composeRestores } from '../restores/compose';
import type { LostEnding } from '../restores/lost-revocations';
import { slicesOf, type Installation } from './installation';

const REASON = 'restored_from_backup';

/** Keys that a restore may have made valid again. */
export interface KeysBackToLife {
  /** When the backup was made that was restored last; `null` if that was never announced. */
  restoredFrom(): Promise<Date | null>;
  /** The key, if it exists and is not revoked. */
  find(id: string): Promise<Key | undefined>;
  /** Whether the object of a team exists; `undefined` if that is not known of objects of this kind. */
  exists(object: Pick<LostEnding, 'kind' | 'teamId' | 'id'>): Promise<boolean | undefined>;
  /** Revokes them in the name of the operator. @returns false if the database has no operator */
  revoke(ids: readonly string[]): Promise<boolean>;
}

export function keysBackToLife(installation: Installation): KeysBackToLife {
  const { database } = installation;
  const { keys, naming } = slicesOf(installation);
  const objects: Readonly<Record<string, TeamObjects | undefined>> = naming.objects;
  return {
    async restoredFrom() {
      const latest = await composeRestores({ database }).restores.latest();
      return latest?.backupAt ?? null;
    },
    async find(id) {
      const key = await keys.reads.find(id);
      return key?.revokedAt === null ? key : undefined;
    },
    async exists({ kind, teamId, id }) {
      const ofKind = objects[kind];
      if (ofKind === undefined || teamId === null) return undefined;
      const found = await database.run(() => ofKind.lockExisting(teamId, [id]));
      return found.length > 0;
    },
    async revoke(ids) {
      const operator = await createKnexOperatorStore(database).findFirst();
      if (operator === undefined) return false;
      const caller = operatorAtTheMachine(operator, 'reconcile');
      for (const id of ids) await keys.keys.revoke(caller, id, REASON);
      return true;
    },
  };
}
