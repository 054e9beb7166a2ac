import { createRunLease, type RunLease } from '../../../provider/client/run-lease';
import { eventually } from '../../support/eventually';

const logger = { debug() {}, info() {} };

type Event = string | { readonly finish: object };

function leaseWith(
  overrides: {
    renew?: () => Promise<void>;
    finish?: () => Promise<void>;
    endWithinMs?: number;
  } = {},
) {
  const events: Event[] = [];
  const lease: RunLease = createRunLease({
    logger,
    renewEveryMs: 5,
    endWithinMs: overrides.endWithinMs ?? 30_000,
    calls: {
      async renew() {
        events.push('renew');
        await overrides.renew?.();
      },
      async finish(delivered) {
        events.push({ finish: delivered });
        await overrides.finish?.();
      },
      async cutOff() {
        events.push('cut off');
      },
    },
  });
  const renewals = () => events.filter((event) => event === 'renew').length;
  return { lease, events, renewals };
}

describe('the lease of a run', () => {
  it('starts once for simultaneous creations, and renews itself', async () => {
    const { lease, renewals } = leaseWith();
    await Promise.all([lease.begin(), lease.begin()]);
    expect(renewals()).toBe(1);
    await eventually(() => expect(renewals()).toBeGreaterThan(2));
    await lease.finish();
  });

  it('reports nothing about a run that created nothing', async () => {
    const { lease, events } = leaseWith();
    await lease.finish();
    await lease.cutOff();
    expect(events).toEqual([]);
  });

  it('reports everything that was delivered at the end, in calls of 5000', async () => {
    const { lease, events } = leaseWith();
    await lease.begin();
    for (let n = 0; n < 5001; n += 1) lease.delivered({ id: `role_${n}` });
    lease.delivered({ secretVersion: 7 });
    await lease.finish();
    const calls = events.flatMap((event) => (typeof event === 'string' ? [] : [event.finish]));
    expect(calls).toMatchObject([
      { secretVersions: [7], more: true },
      { ids: ['role_5000'], secretVersions: [], more: false },
    ]);
  });

  it('reports the end once if a session is closed twice', async () => {
    const { lease, events } = leaseWith();
    await lease.begin();
    await lease.finish();
    await lease.finish();
    await lease.cutOff();
    expect(events.filter((event) => event !== 'renew')).toHaveLength(1);
  });

  it('is not renewed while Terraform is not connected, nor after the end', async () => {
    const { lease, renewals } = leaseWith();
    await lease.begin();
    lease.connectionChanged(false);
    const before = renewals();
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(renewals()).toBe(before);
    lease.connectionChanged(true);
    await eventually(() => expect(renewals()).toBeGreaterThan(before));
    await lease.cutOff();
    const after = renewals();
    lease.connectionChanged(true);
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(renewals()).toBe(after);
  });

  it('can start again if the first attempt failed', async () => {
    let isDown = true;
    const { lease } = leaseWith({
      renew: async () => {
        if (isDown) throw new Error('down');
      },
    });
    await expect(lease.begin()).rejects.toThrow('down');
    isDown = false;
    await lease.begin();
    await lease.finish();
  });

  it('ends in time and without an error if Keyplane does not answer', async () => {
    const { lease } = leaseWith({ finish: () => new Promise(() => {}), endWithinMs: 50 });
    await lease.begin();
    await lease.finish();
  });
});
