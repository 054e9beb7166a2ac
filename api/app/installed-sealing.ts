import { createKnexOperatorStore } from '../bootstrap/knex-operator-store';
import { operatorAtTheMachine } from '../bootstrap/operator';
import { createKnexCreationStore } from '../creations/knex-creation-store';
import type { Database } from '../database/database';
import { systemClock, type Clock } from '../domain/clock';
import type { Installation } from './installation';
import { createKnexOutboxStore } from '../mail/knex-outbox-store';
import { createKnexSigningKeyStore } from '../oauth/knex-signing-key-store';
import { discardLost, type Discarded } from '../sealing/discard-lost';
import { createKnexSealingKeyStore } from '../sealing/knex-sealing-key-store';
import { rekey } from '../sealing/rekey';
import { createKnexClaimStore } from '../secret-claims/knex-claim-store';
import { createSlices } from './slices';

/** What is sealed in the database, and can be moved to another master key. */
function resealableSlices(database: Database) {
  return {
    signingKeys: createKnexSigningKeyStore(database),
    claims: createKnexClaimStore(database),
    invitations: createKnexOutboxStore(database),
  };
}

/** Moves what every slice has sealed to the current master key; answers how many rows were moved. */
export function rekeyInstallation({ database, sealer }: Installation): Promise<number> {
  return rekey({
    sealer,
    store: createKnexSealingKeyStore(database),
    resealable: Object.values(resealableSlices(database)),
    unitOfWork: database,
  });
}

export type SealedKind = keyof ReturnType<typeof resealableSlices> | 'answers';

/**
 * Gives up what was sealed under a master key that is gone, and writes it into the operator's trail.
 * @returns `undefined` where nothing is lost
 */
export function discardLostOf(
  { database, sealer, log }: Installation,
  clock: Clock = systemClock,
): Promise<Discarded<SealedKind> | undefined> {
  const { audit } = createSlices({
    ...{ database, clock, sealer },
    onError: (error) => log.error({ err: error }, 'background work failed'),
  });
  const operators = createKnexOperatorStore(database);
  return discardLost({
    sealer,
    store: createKnexSealingKeyStore(database),
    slices: { ...resealableSlices(database), answers: createKnexCreationStore(database) },
    async record({ lostKeyIds, counts }) {
      const operator = await operators.findFirst();
      if (operator === undefined) return;
      await audit.record(operatorAtTheMachine(operator, 'rekey'), {
        action: 'master_key.discarded',
        target: { kind: 'master_key', id: lostKeyIds.join(' ') || null },
        after: {
          master_key_id: sealer.keyIds.current,
          discarded: {
            signing_keys: counts.signingKeys,
            secret_claims: counts.claims,
            invitation_mails: counts.invitations,
            stored_answers: counts.answers,
          },
        },
      });
    },
    unitOfWork: database,
    clock,
  });
}
