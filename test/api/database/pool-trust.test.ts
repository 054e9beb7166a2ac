import { createPoolTrust } from '../../../api/database/dialects/pool-trust';
import type { PostgresConnection } from '../../../api/database/dialects/postgres-connection';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

/** A connection to a server that answers, or to a network that has forgotten it. */
function createConnection(server: 'answers' | 'is silent') {
  const connection = {
    pings: 0,
    isOpen: true,
    processID: 1,
    connection: { stream: { destroy: () => void (connection.isOpen = false) } },
    query() {
      connection.pings += 1;
      if (server === 'answers') return Promise.resolve({ rows: [], rowCount: 1 });
      return new Promise((_resolve, reject) => {
        connection.connection.stream.destroy = () => {
          connection.isOpen = false;
          reject(new Error('Connection terminated'));
        };
      });
    },
  };
  return connection;
}

const asConnection = (fake: object) => fake as PostgresConnection;

it('uses a connection that answered a moment ago without asking it', async () => {
  const trust = createPoolTrust();
  const connection = createConnection('answers');
  trust.answered(asConnection(connection));
  expect(await trust.isUsable(asConnection(connection))).toBe(true);
  expect(connection.pings).toBe(0);
});

it('asks a connection that was idle for a second', async () => {
  const trust = createPoolTrust();
  const connection = createConnection('answers');
  trust.answered(asConnection(connection));
  jest.advanceTimersByTime(1000);
  expect(await trust.isUsable(asConnection(connection))).toBe(true);
  expect(connection.pings).toBe(1);
});

it('ends an idle connection that does not answer, and discards all the others at once', async () => {
  const trust = createPoolTrust();
  const dead = [createConnection('is silent'), createConnection('is silent')] as const;
  for (const connection of dead) trust.answered(asConnection(connection));
  jest.advanceTimersByTime(60_000);
  const usable = trust.isUsable(asConnection(dead[0]));
  await jest.advanceTimersByTimeAsync(1000);
  expect(await usable).toBe(false);
  expect(dead[0].isOpen).toBe(false);
  expect(await trust.isUsable(asConnection(dead[1]))).toBe(false);
  expect(dead[1].pings).toBe(0);

  const made = createConnection('answers');
  trust.answered(asConnection(made));
  expect(await trust.isUsable(asConnection(made))).toBe(true);
});
