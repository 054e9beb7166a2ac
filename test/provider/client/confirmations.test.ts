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

describe('the confirmation of what a state holds', () => {
  it('sends everything in one call', async () => {
    const { confirm, confirmSecret, flush, calls } = recorded();
    confirm('role_1');
    confirmSecret(7);
    await new Promise((resolve) => setImmediate(resolve));
    expect(calls).toEqual([]);
    confirm('sa_1');
    confirmSecret(8);
    await flush();
    expect(calls).toEqual([{ ids: ['role_1', 'sa_1'], secretVersions: [7, 8] }]);
  });

  it('sends nothing twice, even if Keyplane did not receive it', async () => {
    const { confirm, confirmSecret, flush, calls, failures } = recorded((call) => call === 1);
    confirm('sak_1');
    await flush();
    confirm('sak_1');
    confirmSecret(7);
    confirmSecret(7);
    await flush();
    await flush();
    expect(calls).toEqual([
      { ids: ['sak_1'], secretVersions: [] },
      { ids: [], secretVersions: [7] },
    ]);
    expect(failures).toHaveLength(1);
  });

  it('sends five thousand at once, as soon as that many wait', async () => {
    const { confirm, confirmSecret, flush, calls } = recorded();
    for (let n = 0; n < 7500; n += 1) confirm(`sak_${n}`);
    for (let n = 0; n < 3500; n += 1) confirmSecret(n + 1);
    const sizes = () =>
      calls.map(({ ids: some, secretVersions }) => some.length + secretVersions.length);
    await new Promise((resolve) => setImmediate(resolve));
    expect(sizes()).toEqual([5000, 5000]);
    await flush();
    expect(sizes()).toEqual([5000, 5000, 1000]);
  });

  it('finishes a flush only after earlier calls were answered', async () => {
    let answer: () => void = () => {};
    const sent = new Promise<void>((resolve) => (answer = resolve));
    const { confirm, flush } = createConfirmations({ send: () => sent, onFailure: () => {} });
    let isDone = false;
    confirm('role_1');
    void flush();
    const second = flush().then(() => (isDone = true));
    await new Promise((resolve) => setImmediate(resolve));
    expect(isDone).toBe(false);
    answer();
    await second;
  });
});
