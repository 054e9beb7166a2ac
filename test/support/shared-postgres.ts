import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';

/** The address at which the process of the whole run listens. Its workers inherit it. */
const SOCKET_VARIABLE = 'KEYPLANE_TEST_POSTGRES_SOCKET';

export interface SharedPostgres {
  readonly url: string;
  /** The name of a migrated database to copy. Undefined if the run may not leave one behind. */
  readonly template: string | undefined;
}

type Answer = SharedPostgres | { readonly error: string };

/**
 * Offers one PostgreSQL to every process of this test run. The first request starts it. It ends
 * with this process, however this process ends.
 */
export const offerSharedPostgres = async (start: () => Promise<SharedPostgres>): Promise<void> => {
  if (process.env[SOCKET_VARIABLE] !== undefined) return;
  const folder = mkdtempSync(path.join(tmpdir(), 'keyplane-test-run-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const socketPath = path.join(folder, 'postgres.sock');

  let started: Promise<Answer> | undefined;
  const listener = createServer((socket) => {
    started ??= start().then(
      ({ url, template }) => ({ url, template }),
      (error: unknown) => ({ error: describe(error) }),
    );
    void started.then((answer) => socket.end(JSON.stringify(answer)));
  });
  listener.listen(socketPath).unref();
  await once(listener, 'listening');
  process.env[SOCKET_VARIABLE] = socketPath;
};

/** The run's PostgreSQL; undefined outside a run that offers one. */
export const requestSharedPostgres = async (): Promise<SharedPostgres | undefined> => {
  const socketPath = process.env[SOCKET_VARIABLE];
  if (socketPath === undefined) return undefined;
  const answer = await ask(connect(socketPath));
  if ('error' in answer) throw new Error(answer.error);
  return answer;
};

const ask = async (socket: Socket): Promise<Answer> => JSON.parse(await text(socket)) as Answer;

const describe = (error: unknown): string =>
  error instanceof Error && error.cause !== undefined
    ? `${error.message}\n${describe(error.cause)}`
    : String(error);
