import {
  type ConfirmationBatch,
  createConfirmations,
} from '../../../provider/client/confirmations';

function recorded(fails: (call: number) => boolean = () => false) {
  const calls: ConfirmationBatch[] = [];
  const failures: unknown[] = [];
  const confirmations = createConfirmations({
    send: async (batch) => {
      calls.push(batch);
      if (fails(calls.length)) throw new Error('refused');
    },
    onFailure: (error) => failures.push(error),
  });
  return { ...confirmations, calls, failures };
}

describe('telling Keyplane what a state knows', () => {
  it('takes one call for all that is told at one moment', async () => {
    const { confirm, confirmSecret, calls } = recorded();
    const told = [confirm('role_1'), confirmSecret(7), confirm('sa_1'), confirmSecret(8)];
    expect(await Promise.all(told)).toEqual([true, true, true, true]);
    expect(calls).toEqual([{ ids: ['role_1', 'sa_1'], secretVersions: [7, 8] }]);
  });

  it('tells nothing twice, whether or not Keyplane took note', async () => {
    const { confirm, confirmSecret, calls, failures } = recorded((call) => call === 1);
    expect(await confirm('sak_1')).toBe(false);
    expect(await confirm('sak_1')).toBe(false);
    expect(await Promise.all([confirmSecret(7), confirmSecret(7)])).toEqual([true, true]);
    expect(calls).toHaveLength(2);
    expect(failures).toHaveLength(1);
  });

  it('sends no more than a thousand at once', async () => {
    const { confirm, confirmSecret, calls } = recorded();
    const ids = Array.from({ length: 1500 }, (_, n) => confirm(`sak_${n}`));
    const versions = Array.from({ length: 700 }, (_, n) => confirmSecret(n + 1));
    await Promise.all([...ids, ...versions]);
    const sizes = calls.map(({ ids: some, secretVersions }) => some.length + secretVersions.length);
    expect(sizes).toEqual([1000, 1000, 200]);
  });
});
