import { ApiProblem } from '../../../provider/client/api-error';
import type { CallRequest } from '../../../provider/client/call';
import { createNotices } from '../../../provider/client/notices';
import { createRunCalls } from '../../../provider/client/run-calls';

const signal = new AbortController().signal;
const CREATE: CallRequest = { method: 'POST', path: '/v1/roles', idempotencyKey: 'k', signal };
const READ: CallRequest = { method: 'GET', path: '/v1/roles', signal };

const refusal = (code: string) =>
  new ApiProblem({
    title: 'No',
    status: 409,
    code,
    detail: 'The run r of this stack has made the same. Repeat the request. Soon.',
    errors: [],
    requestId: undefined,
    retryable: undefined,
  });

function callsWith(
  outcomes: readonly (unknown | Error)[],
  hasWaiting = false,
  held: readonly string[] = [],
) {
  const events: string[] = [];
  const notices = createNotices();
  const left = [...outcomes];
  const call = createRunCalls(
    async ({ method }) => {
      events.push(method);
      const outcome = left.shift();
      if (outcome instanceof Error) throw outcome;
      return outcome;
    },
    {
      lease: {
        begin: async () => void events.push('begin'),
        renew: async () => void events.push('renew'),
      },
      confirmations: {
        confirm: (id) => void events.push(`confirm ${id}`),
        hasWaiting,
        flush: async () => void events.push('flush'),
      },
      heldIds: () => held,
      notices,
      logger: { debug() {}, info() {} },
      askAgainMs: 1,
    },
  );
  return { call, events, notices };
}

describe('calls of a run', () => {
  it('report what the state holds and start the lease before they create anything', async () => {
    const { call, events } = callsWith([{}], true);
    await call(CREATE);
    expect(events).toEqual(['flush', 'begin', 'POST']);
  });

  it('report once all that the state file holds, because with -target Terraform shows only a part of it', async () => {
    const { call, events } = callsWith([{}, {}], true, ['sak_1']);
    await call(CREATE);
    await call(CREATE);
    expect(events).toEqual(['confirm sak_1', 'flush', 'begin', 'POST', 'flush', 'begin', 'POST']);
  });

  it('need no lease if they only read', async () => {
    const { call, events } = callsWith([{}], true);
    await call(READ);
    expect(events).toEqual(['GET']);
  });

  it('renew a lapsed lease and continue', async () => {
    const { call, events } = callsWith([refusal('run_lease_expired'), { id: 'role_1' }]);
    expect(await call(CREATE)).toEqual({ id: 'role_1' });
    expect(events).toEqual(['begin', 'POST', 'renew', 'POST']);
  });

  it('give up on a lease that lapses again and again', async () => {
    const { call } = callsWith(Array(50).fill(refusal('run_lease_expired')));
    await expect(call(CREATE)).rejects.toThrow(ApiProblem);
  });

  it('wait for the result of another run, and say so once', async () => {
    const doubt = refusal('run_in_doubt');
    const { call, notices } = callsWith([doubt, doubt, doubt, { id: 'role_1' }]);
    expect(await call(CREATE)).toEqual({ id: 'role_1' });
    const [notice, ...others] = notices.take();
    expect(others).toEqual([]);
    expect(notice?.summary).toBe('Waited for another run of this stack');
    expect(notice?.detail).not.toContain('Repeat the request');
    expect(notices.take()).toEqual([]);
  });

  it('stop waiting when Terraform stops', async () => {
    const stop = new AbortController();
    const { call } = callsWith(Array(1000).fill(refusal('run_in_doubt')));
    const waiting = call({ ...CREATE, signal: stop.signal });
    stop.abort(new Error('stopped'));
    await expect(waiting).rejects.toThrow();
  });

  it('pass on every other refusal', async () => {
    const { call, events } = callsWith([refusal('run_ended')]);
    await expect(call(CREATE)).rejects.toThrow(ApiProblem);
    expect(events).toEqual(['begin', 'POST']);
  });
});
