import type { TerraformRun } from '../support/terraform';
import { converge, type Convergence } from './converge';
import type { FaultyState } from './faulty-state';
import { createFindings } from './findings';
import { createLedger } from './ledger';
import type { KeyplaneReader } from './keyplane-reader';

const ended = (exitCode: number, stdout: string, stderr = ''): TerraformRun => ({
  exitCode,
  stdout,
  stderr,
});
const CHANGED = ended(0, 'Apply complete!');
const UNCHANGED = ended(0, 'No changes.');
const refused = (type: string, id: string) =>
  ended(
    1,
    '',
    `Error: An interrupted run created the same object: ${id}\n\n  with keyplane_${type}.k,\n`,
  );

/** A fake terraform whose runs have these results, one after another. */
function scene(answers: readonly TerraformRun[], isRefusalDue = true) {
  const calls: string[] = [];
  const left = [...answers];
  const state: Pick<FaultyState, 'run'> = {
    async run(...args) {
      calls.push(args.join(' '));
      return args[0] === 'import' ? ended(0, '') : (left.shift() ?? UNCHANGED);
    },
  };
  const reader: Pick<KeyplaneReader, 'remove'> = {
    remove: async (id) => void calls.push(`delete ${id}`),
  };
  const findings = createFindings();
  const options: Convergence = {
    state,
    reader,
    findings,
    ledger: createLedger(),
    isOnce: false,
    note() {},
    isRefusalDue: async () => isRefusalDue,
  };
  return { calls, findings, options };
}

const APPLY = 'apply -auto-approve';

describe('applies without faults', () => {
  it('are repeated until nothing is left to do', async () => {
    const { calls, options, findings } = scene([CHANGED, UNCHANGED]);
    await converge(options);
    expect(calls).toEqual([APPLY, APPLY]);
    expect(findings.all()).toMatchObject({ repairs: 0, problems: [] });
  });

  it('must not change anything in a third apply', async () => {
    const { options } = scene([CHANGED, CHANGED, CHANGED]);
    await expect(converge(options)).rejects.toThrow('After 2 faultless applies');
  });

  it('end at the first apply that succeeds if no refresh is allowed', async () => {
    const { calls, options } = scene([CHANGED]);
    await converge({ ...options, isOnce: true });
    expect(calls).toEqual([APPLY]);
  });

  it('continue after a refusal: a key is deleted, anything else is imported', async () => {
    const { calls, options, findings } = scene([
      refused('role', 'role_1'),
      refused('application_key', 'ak_1'),
      CHANGED,
    ]);
    await converge(options);
    expect(calls).toEqual([
      APPLY,
      'import keyplane_role.k role_1',
      APPLY,
      'delete ak_1',
      APPLY,
      APPLY,
    ]);
    expect(findings.all()).toMatchObject({ refusals: 2, problems: [] });
  });

  it('must not be refused while every recorded object is in a state', async () => {
    const { options } = scene([refused('role', 'role_1')], false);
    await expect(converge(options)).rejects.toThrow('Refused though the whole stack was presented');
  });

  it('must not be refused because of a recorded object', async () => {
    const { options, findings } = scene([refused('role', 'role_1')]);
    options.ledger.held([
      { address: 'keyplane_role.k', type: 'keyplane_role', id: 'role_1', values: {} },
    ]);
    await converge(options);
    expect(findings.all().problems).toEqual(['role_1 is recorded, and yet blocks keyplane_role.k']);
  });
});
