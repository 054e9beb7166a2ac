import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LoadTarget } from './load-target';

const CONNECTIONS = 128;
const PACE_MILLIS = 40;

/**
 * Sends a request on each of many connections every 40 ms, unless the one before is not answered yet. Two
 * servers with time to spare then get the same requests at the same times, so their processor times can be
 * compared. A server that is loaded as much as possible handles more requests at once the slower it is,
 * and each of them then costs less.
 */
export async function pacedLoad<T>(
  { port, requests }: LoadTarget,
  seconds: number,
  /** Called when every connection is open and answers, before the time begins. */
  begin: () => Promise<T>,
): Promise<T> {
  if (requests.kind !== 'prepared')
    throw new Error('Paced load draws only from prepared requests.');
  const { texts } = requests;
  const connections = Array.from({ length: CONNECTIONS }, () => open(port));
  try {
    await Promise.all(connections.map(({ socket }) => once(socket, 'connect')));
    let next = 0;
    await sendToAll();
    const begun = await begin();
    const until = performance.now() + seconds * 1000;
    while (performance.now() < until) await sendToAll();
    return begun;

    async function sendToAll(): Promise<void> {
      const startedAt = performance.now();
      for (const connection of connections) {
        if (connection.isWaiting) continue;
        connection.isWaiting = true;
        connection.socket.write(texts[next % texts.length] ?? '');
        next += 1;
      }
      await sleep(PACE_MILLIS - (performance.now() - startedAt));
    }
  } finally {
    for (const { socket } of connections) socket.destroy();
  }
}

interface Connection {
  readonly socket: Socket;
  isWaiting: boolean;
}

function open(port: number): Connection {
  const connection: Connection = { socket: connect(port, '127.0.0.1'), isWaiting: false };
  // An answer is short enough to come in one piece.
  connection.socket.setNoDelay().on('data', (answer: Buffer) => {
    if (!answer.toString('latin1', 0, 12).endsWith(' 200')) {
      connection.socket.destroy(new Error(`Answered ${answer.toString('latin1', 0, 100)}`));
    }
    connection.isWaiting = false;
  });
  return connection;
}
