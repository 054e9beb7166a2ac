import { setTimeout as delay } from 'node:timers/promises';
import { DATABASES } from '../../support/api';
import { eventually } from '../../support/eventually';
import { buildKeyplane } from '../cli/support/keyplane-process';
import {
  connectToEach,
  startWorkers,
  type ServerOfWorkers,
  type WorkerConnection,
} from './support/workers';

const WORKERS = 3;
/** How long another worker may still answer with the old state. */
const BOUND_MILLIS = 1000;
const PERMISSION = 'reports.read';

const keyplane = buildKeyplane();
afterAll(() => keyplane.remove());

interface Credential {
  readonly client_id: string;
  readonly secret: string;
}

async function createKey({ operator }: ServerOfWorkers, connection: WorkerConnection) {
  const done = async (
    path: string,
    json: object,
    by: Parameters<WorkerConnection['send']>[2] = operator,
  ) => {
    const { status, body } = await connection.send('POST', path, by, json);
    expect([path, status, body['code']]).toEqual([path, 201, undefined]);
    return body;
  };
  const name = `team ${Math.random()}`;
  const team = await done('/v1/teams', { name, owner: { name, email: 'owner@keys.example' } });
  const { client_id, secret } = team['application_key'] as Credential;
  const owner = { clientId: client_id, secret };
  const role = await done('/v1/roles', { name: 'role', permissions: [PERMISSION] }, owner);
  const role_ids = [role['id']];
  const account = await done('/v1/service-accounts', { name: 'service', role_ids }, owner);
  const key = await done(
    '/v1/service-account-keys',
    { service_account_id: account['id'], name: 'key', expires_in: '30d' },
    owner,
  );
  return { owner, path: `/v1/service-account-keys/${String(key['id'])}`, secret: key['secret'] };
}

describe.each(DATABASES)('three workers on %s', (database) => {
  let workers: ServerOfWorkers;
  let connections: readonly WorkerConnection[];

  beforeAll(async () => {
    workers = await startWorkers(keyplane, { workers: WORKERS, database });
    connections = await connectToEach(workers, WORKERS);
  });
  afterAll(async () => {
    for (const connection of connections) connection.close();
    await workers.stop();
  });

  /** A worker that is not sure answers 503 and is asked again, as clients do. */
  const isValid = async (connection: WorkerConnection, secret: unknown): Promise<unknown> => {
    const { operator } = workers;
    const json = { secret, permissions: [PERMISSION] };
    const { status, body } = await connection.send('POST', '/v1/keys/verify', operator, json);
    if (status === 503) return isValid(connection, secret);
    expect(status).toBe(200);
    return body['valid'];
  };

  it('log which of them answered', () => {
    expect(connections.map(({ worker }) => worker)).toEqual([1, 2, 3]);
  });

  it('all accept a new key, and all refuse it within a second of its revocation', async () => {
    const [told, ...others] = connections as [WorkerConnection, ...WorkerConnection[]];
    const key = await createKey(workers, told);
    // The key is cached from the second question on.
    for (let turn = 0; turn < 3; turn += 1) {
      for (const connection of connections)
        expect(await isValid(connection, key.secret)).toBe(true);
    }
    let over = false;
    const observed = connections.map(async (connection) => {
      const accepted: number[] = [];
      while (!over) {
        const askedAt = performance.now();
        if (await isValid(connection, key.secret)) accepted.push(askedAt);
      }
      return accepted;
    });
    const { status } = await told.send('DELETE', key.path, key.owner);
    const revokedAt = performance.now();
    expect(status).toBe(204);
    await delay(BOUND_MILLIS + 200);
    over = true;
    const [byTold = [], ...byOthers] = await Promise.all(observed);
    expect(byTold.filter((askedAt) => askedAt > revokedAt)).toEqual([]);
    for (const accepted of byOthers) {
      expect(accepted.filter((askedAt) => askedAt > revokedAt + BOUND_MILLIS)).toEqual([]);
    }
    for (const connection of others) expect(await isValid(connection, key.secret)).toBe(false);
  });

  it('refuse a key that was revoked while one of them was frozen, that one too', async () => {
    const [told, , frozen] = connections as [WorkerConnection, WorkerConnection, WorkerConnection];
    const key = await createKey(workers, told);
    for (let turn = 0; turn < 3; turn += 1) {
      expect(await isValid(frozen, key.secret)).toBe(true);
    }
    const pid = (await workers.pids())[frozen.worker - 1] ?? 0;
    /** What the frozen worker answers afterwards; `undefined` if the key could not be revoked. */
    const revokedMeanwhile = async (): Promise<unknown> => {
      process.kill(pid, 'SIGSTOP');
      try {
        const asked = isValid(frozen, key.secret);
        const { status } = await told.send('DELETE', key.path, key.owner);
        if (status === 204) await delay(BOUND_MILLIS);
        process.kill(pid, 'SIGCONT');
        const verdict = await asked;
        return status === 204 ? verdict : undefined;
      } finally {
        process.kill(pid, 'SIGCONT');
      }
    };
    // A process that is frozen while it writes to a SQLite file keeps it locked, so no key can be revoked then.
    let verdict: unknown;
    await eventually(
      async () => {
        verdict = await revokedMeanwhile();
        expect(verdict).toBeDefined();
      },
      { withinMs: 50_000 },
    );
    expect(verdict).toBe(false);
  });

  it('count guesses from a network together', async () => {
    const [guessed, other] = connections as [WorkerConnection, WorkerConnection];
    const guess = async (connection: WorkerConnection) => {
      const by = { clientId: 'app_unknown', secret: 'unknown' };
      return (await connection.send('GET', '/v1/whoami', by)).status;
    };
    await eventually(async () => expect(await guess(guessed)).toBe(429));
    let guesses = 0;
    await eventually(
      async () => {
        guesses += 1;
        expect(await guess(other)).toBe(429);
      },
      { everyMs: 100 },
    );
    // Alone, it would have allowed 60.
    expect(guesses).toBeLessThan(20);
  });

  it('get connections by turns, and add up their metrics', async () => {
    const before = await requestsByWorker(workers);
    for (let turn = 0; turn < 10 * WORKERS; turn += 1) {
      const headers = { connection: 'close' };
      expect((await fetch(`${workers.url}/v1/whoami`, { headers })).status).toBe(401);
    }
    await eventually(async () => {
      const after = await requestsByWorker(workers);
      const more = after.map((requests, place) => requests - (before[place] ?? 0));
      expect(more.reduce((sum, each) => sum + each, 0)).toBeGreaterThanOrEqual(10 * WORKERS);
      for (const each of more) {
        expect(each).toBeGreaterThanOrEqual(9);
        expect(each).toBeLessThanOrEqual(12);
      }
    });
    const text = await workers.server.metrics();
    expect(text).toContain(`\nkeyplane_workers_ready ${WORKERS}\n`);
    // Every worker sees the same database.
    expect(text).toContain('\nkeyplane_database_writable 1\n');
    expect(text).toContain('\nkeyplane_change_feed_current 1\n');
    expect(text.match(/^keyplane_keys\{state="active"\}/gm)).toHaveLength(1);
  });
});

async function requestsByWorker({ server }: ServerOfWorkers): Promise<number[]> {
  const lines = (await server.metrics()).matchAll(
    /^keyplane_worker_requests_total\{worker="\d"\} (\d+)$/gm,
  );
  return [...lines].map(([, count]) => Number(count));
}
