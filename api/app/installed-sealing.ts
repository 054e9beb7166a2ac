import { createKnexOperatorStore } from '../bootstrap/operator-store';
import { operatorAtTheMachine } from '../bootstrap/operator';
import type { Database } from '../database/database';
import { systemClock, type Clock } from '../domain/clock';
import { slicesOf, type Installation } from './installation';
import { sealedByOAuth } from '../oauth/compose';
import { discardLost, type Discarded } from '../sealing/discard-lost';
import { createKnexSealingKeyStore } from '../sealing/sealing-key-store';
import { rekey } from '../sealing/rekey';
import type { Slices } from './slices';

/** What is sealed in the database and can be moved to another master key. */
function resealable(database: Database, { secretClaims, mail }: Slices) {
  return { ...sealedByOAuth(database), ...secretClaims.sealed, ...mail.sealed };
}

/** Moves what every slice has sealed to the current master key; answers how many rows were moved. */
export function rekeyInstallation(installation: Installation): Promise<number> {
  const { database, sealer } = installation;
  return rekey({
    sealer,
    store: createKnexSealingKeyStore(database),
    resealable: Object.values(resealable(database, slicesOf(installation))),
    unitOfWork: database,
  });
}

export type SealedKind = keyof ReturnType<typeof resealable> | 'answers';

/**
 * Discards what was sealed with a lost master key, and records that in the operator's trail.
 * @returns `undefined` if nothing is lost
 */
export function discardLostOf(
  installation: Installation,
  clock: Clock = systemClock,
): Promise<Discarded<SealedKind> | undefined> {
  const { database, sealer } = installation;
  const slices = slicesOf(installation, { clock });
  const operators = createKnexOperatorStore(database);
  return discardLost({
    sealer,
    store: createKnexSealingKeyStore(database),
    slices: { ...resealable(database, slices), ...slices.creations.discardable },
    async record({ lostKeyIds, counts }) {
      const operator = await operators.findFirst();
      if (operator === undefined) return;
      await slices.audit.trail.record(operatorAtTheMachine(operator, 'rekey'), {
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
