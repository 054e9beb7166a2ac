import { createUsageService } from '../../../api/usage/usage-service';

function recorded(options: { failures: number; closeWithinMillis?: number }) {
  let failures = options.failures;
  let attempts = 0;
  const errors: unknown[] = [];
  const usage = createUsageService({
    store: { markUsed: async () => undefined, serviceKeysOf: async () => [] },
    ledger: {
      lockKeys: async () => new Set(),
      async add() {
        attempts += 1;
        failures -= 1;
        if (failures >= 0) throw new Error('The disk is full.');
      },
    },
    unitOfWork: { run: (work) => work(), rehearse: (work) => work() },
    creations: { recordUsed: async () => undefined },
    onError: (error) => errors.push(error),
    closeWithinMillis: options.closeWithinMillis ?? 0,
  });
  const use = (keyId: string) => {
    const by = { kind: 'address', id: '192.0.2.1' } as const;
    usage.record({ keyId, secretVersion: null, firstUse: true, at: new Date(), by });
  };
  return { usage, use, errors, attempts: () => attempts };
}

describe('uses that cannot be written', () => {
  it('are kept, reported once each time, and written by the next flush', async () => {
    const { usage, use, errors } = recorded({ failures: 2 });
    // A first use is written at once, so this is the second attempt.
    use('key_a');
    await usage.flush();
    expect([errors.length, usage.pendingRows]).toEqual([2, 1]);
    await usage.flush();
    expect([errors.length, usage.pendingRows]).toEqual([2, 0]);
    expect(await usage.close()).toBe(0);
  });

  it('are not written again at every first use', async () => {
    const { usage, use, attempts } = recorded({ failures: 1000 });
    use('key_a');
    await usage.flush();
    const before = attempts();
    for (let count = 0; count < 100; count += 1) use(`key_${count}`);
    expect(attempts()).toBe(before);
    await usage.close();
  });

  it('are retried at the end of the process', async () => {
    const { usage, use } = recorded({ failures: 2, closeWithinMillis: 5000 });
    use('key_a');
    expect(await usage.close()).toBe(0);
  });

  it('are reported as a number if they are lost with the process', async () => {
    const { usage, use } = recorded({ failures: 1000 });
    use('key_a');
    use('key_a');
    use('key_b');
    expect(await usage.close()).toBe(3);
  });
});
