import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { changeKey } from '../../../provider/resources/keys/apply';
import { eventually } from '../../support/eventually';
import {
  type Answer,
  hangUp,
  json,
  problem,
  RETRY,
  useKeyplaneDouble,
} from './support/keyplane-double';

describe('calls to Keyplane', () => {
  const keyplane = useKeyplaneDouble();
  const options = { signal: new AbortController().signal };
  const role = { name: 'r', description: null, permissions: [] };

  it('end immediately when they are aborted, even while they wait', async () => {
    const controller = new AbortController();
    keyplane.answers = [
      (request, response, body) => {
        problem(429, 'rate_limited', { 'retry-after': '300' })(request, response, body);
        setImmediate(() => controller.abort());
      },
    ];
    await expect(keyplane.client.roles.get('r', { signal: controller.signal })).rejects.toThrow();
    expect(keyplane.seen).toHaveLength(1);
  });

  describe('after their operation was aborted', () => {
    let controller: AbortController;
    let aborting: { signal: AbortSignal };
    const reason = new Error('stop');

    beforeEach(async () => {
      controller = new AbortController();
      aborting = { signal: controller.signal };
      await keyplane.beginRun();
    });

    /** The server has the request; the abort comes before its answer. */
    const abortBefore =
      (answer: Answer): Answer =>
      (request, response, body) => {
        controller.abort(reason);
        setImmediate(() => answer(request, response, body));
      };

    it.each<[string, () => Promise<unknown>]>([
      ['a create', () => keyplane.client.roles.create(role, aborting)],
      ['a change', () => keyplane.client.roles.update('r', { name: 'x' }, aborting)],
    ])('still return the answer to %s that was sent before', async (_what, send) => {
      keyplane.answers = [abortBefore(json(200, { id: 'role_7' }))];
      await expect(send()).resolves.toEqual({ id: 'role_7' });
    });

    it('still finish a delete', async () => {
      keyplane.answers = [
        json(200, { id: 'role_1' }),
        abortBefore((_request, response) => response.writeHead(204).end()),
      ];
      await keyplane.client.roles.get('role_1', options);
      await keyplane.client.roles.remove('role_1', aborting);
      expect(keyplane.seen).toHaveLength(2);
    });

    it('send no further read', async () => {
      const abortAndNeverAnswer: Answer = () => controller.abort(reason);
      keyplane.answers = [abortAndNeverAnswer];
      await expect(keyplane.client.roles.get('r', aborting)).rejects.toBe(reason);
    });

    it.each<[string, Answer]>([
      ['a lost connection', hangUp],
      ['Keyplane being unavailable', problem(503, 'unavailable')],
      ['too many requests', problem(429, 'rate_limited', { 'retry-after': '0' })],
    ])('are not retried after %s', async (_what, answer) => {
      keyplane.answers = [abortBefore(answer)];
      await expect(keyplane.client.roles.create(role, aborting)).rejects.toBe(reason);
      expect(keyplane.seen).toHaveLength(1);
    });

    it('wait for an answer only until the grace time is over', async () => {
      keyplane.client = keyplane.clientAt(keyplane.client.endpoint, {
        ...RETRY,
        sentWriteGraceMs: 20,
      });
      keyplane.answers = [() => controller.abort(reason)];
      await expect(keyplane.client.roles.create(role, aborting)).rejects.toBe(reason);
      expect(keyplane.seen).toHaveLength(1);
    });

    it('send neither a request nor the calls that must precede it', async () => {
      controller.abort(reason);
      keyplane.client.confirmations.confirm('a');
      await expect(keyplane.client.roles.create(role, aborting)).rejects.toBe(reason);
      await expect(keyplane.client.whoami(aborting)).rejects.toBe(reason);
      expect(keyplane.seen).toEqual([]);
    });

    it('do not send a request that waits for a connection', async () => {
      const held: Socket[] = [];
      const silent = createServer((socket) => void held.push(socket)).listen(0, '127.0.0.1');
      await once(silent, 'listening');
      const endpoint = `https://127.0.0.1:${(silent.address() as AddressInfo).port}`;
      const patient = { ...RETRY, attemptMs: 20_000, sentWriteGraceMs: 20_000 };
      const changing = keyplane
        .clientAt(endpoint, patient)
        .roles.update('r', { name: 'x' }, aborting);
      await eventually(() => expect(held).toHaveLength(1));
      controller.abort(reason);
      const startedAt = performance.now();
      await expect(changing).rejects.toBe(reason);
      expect(performance.now() - startedAt).toBeLessThan(patient.sentWriteGraceMs);
      silent.close();
    });

    it('send no further request of a chain', async () => {
      keyplane.answers = [abortBefore(json(200, { id: 'sak_1' }))];
      const keys = keyplane.client.serviceAccountKeys;
      const wanted = {
        changes: { name: 'x' },
        rotation: { overlap: '24h', secret_delivery: 'plain' as const },
      };
      await expect(changeKey(keys, 'sak_1', wanted, aborting)).rejects.toBe(reason);
      expect(keyplane.seen.map(({ method }) => method)).toEqual(['PATCH']);
    });

    it('do not send a request that waits for its turn', async () => {
      const held: (() => void)[] = [];
      const hold: Answer = (request, response, body) =>
        void held.push(() => json(200, { id: 'r' })(request, response, body));
      keyplane.answers = Array.from({ length: 20 }, () => hold);
      const createAborting = () =>
        keyplane.client.roles.create(role, { signal: AbortSignal.any([controller.signal]) });
      const sent = keyplane.answers.map(createAborting);
      const waiting = createAborting();
      await eventually(() => expect(held).toHaveLength(20));
      controller.abort(reason);
      await expect(waiting).rejects.toBe(reason);
      held.forEach((answer) => answer());
      await expect(Promise.all(sent)).resolves.toHaveLength(20);
      expect(keyplane.seen).toHaveLength(20);
    });
  });
});
