import { expectSuccess, type FaultyState } from './faulty-state';
import type { Findings } from './findings';
import { isKeyType, type KeyplaneReader } from './keyplane-reader';
import type { Ledger } from './ledger';
import { refusalsIn, type Refusal } from './refusals';

export interface Convergence {
  readonly state: Pick<FaultyState, 'run'>;
  readonly reader: Pick<KeyplaneReader, 'remove'>;
  readonly ledger: Ledger;
  readonly findings: Findings;
  /** Whether recorded objects exist that no state holds now. */
  readonly isRefusalDue: () => Promise<boolean>;
  readonly note: (line: string) => void;
  /** Whether the first apply that succeeds is the last. */
  readonly isOnce: boolean;
}

/**
 * How many applies without faults may change something before one must report that nothing is left
 * to do.
 */
const MOST_CHANGES = 2;

/**
 * A stack consists of a role, an account with the role, and keys of the account. Keyplane can
 * refuse each of them only once the one before exists.
 */
const MOST_REFUSED_APPLIES = 4;

/** Applies without faults until nothing is left to do, or once. */
export async function converge(options: Convergence): Promise<void> {
  const { state, findings, note } = options;
  let [changes, refused] = [0, 0];
  for (;;) {
    if (changes > 1) findings.repair();
    const apply = await state.run('apply', '-auto-approve');
    const refusals = apply.exitCode === 0 ? [] : refusalsIn(apply.stderr);
    if (refusals.length > 0 && refused < MOST_REFUSED_APPLIES) {
      refused += 1;
      note(`refused: ${refusals.map(({ id }) => id).join(', ')}`);
      await resolve(refusals, options);
      continue;
    }
    expectSuccess('apply', apply);
    if (options.isOnce || apply.stdout.includes('No changes.')) return;
    note(`a faultless apply:\n${apply.stdout}`);
    if (changes === MOST_CHANGES) {
      throw new Error(`After ${changes} faultless applies another one still did:\n${apply.stdout}`);
    }
    changes += 1;
  }
}

/**
 * Does what a person would do: deletes keys, because nobody has their secrets, and imports
 * everything else.
 */
async function resolve(refusals: readonly Refusal[], options: Convergence): Promise<void> {
  const { state, reader, ledger, findings } = options;
  if (!(await options.isRefusalDue())) {
    throw new Error(`Refused though the whole stack was presented: ${JSON.stringify(refusals)}`);
  }
  for (const { address, id } of refusals) {
    findings.refused();
    const [type = ''] = address.split('.');
    if (ledger.isRecorded(id)) findings.problem(`${id} is recorded, and yet blocks ${address}`);
    if (isKeyType(type)) {
      await reader.remove(id, type);
      ledger.deleted(id);
    } else {
      expectSuccess('import', await state.run('import', address, id));
    }
  }
}
