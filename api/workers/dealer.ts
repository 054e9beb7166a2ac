import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { quietTurns } from '../lib/quiet-turns';

/** A process that serves connections. */
export interface Receiver {
  /** `failed` is called if the process has ended. */
  give(socket: Socket, failed: () => void): void;
}

/** Accepts the connections of a port, and gives each to the receiver that has the fewest. */
export interface Dealer {
  readonly port: number;
  join(receiver: Receiver): void;
  /** A connection of the receiver has ended. */
  ended(receiver: Receiver): void;
  /**
   * The receiver gets no more connections. If it is the last one and `isLast`, the connections that the
   * system holds are accepted and given to it before the port is closed.
   * @param options.withinMillis how long the receiver can wait for these connections
   */
  leave(receiver: Receiver, options: { isLast: boolean; withinMillis: number }): Promise<void>;
  /** The receiver has ended, and its connections with it. */
  lost(receiver: Receiver): void;
  /** Accepts no more connections. */
  close(): void;
}

/** While every receiver is being started again, this many connections wait for one. */
const MOST_WAITING = 1000;

/** @throws Error of the system if the port cannot be listened on */
export async function startDealer(address: {
  readonly host: string;
  readonly port: number;
}): Promise<Dealer> {
  const open = new Map<Receiver, number>();
  let waiting: Socket[] = [];
  let accepted = 0;

  const server = createServer(
    // As an HTTP server sets them, except that only the receiver reads the connection.
    { pauseOnConnect: true, allowHalfOpen: true, noDelay: true },
    (socket) => {
      accepted += 1;
      deal(socket);
    },
  );

  function deal(socket: Socket): void {
    // A client that has disconnected is not an error of the server.
    socket.on('error', () => undefined);
    const receiver = leastLoaded();
    if (receiver === undefined) {
      if (waiting.length < MOST_WAITING) waiting.push(socket);
      else socket.destroy();
      return;
    }
    // Of receivers with equally many connections, the one that was chosen longest ago comes first.
    const count = open.get(receiver) ?? 0;
    open.delete(receiver);
    open.set(receiver, count + 1);
    receiver.give(socket, () => {
      open.delete(receiver);
      deal(socket);
    });
  }

  function leastLoaded(): Receiver | undefined {
    let least: Receiver | undefined;
    let fewest = Infinity;
    for (const [receiver, count] of open) {
      if (count < fewest) [least, fewest] = [receiver, count];
    }
    return least;
  }

  function close(): void {
    server.close();
    for (const socket of waiting) socket.destroy();
    waiting = [];
  }

  server.listen(address);
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    join(receiver) {
      open.set(receiver, 0);
      const held = waiting;
      waiting = [];
      held.forEach(deal);
    },
    ended(receiver) {
      const count = open.get(receiver);
      if (count !== undefined) open.set(receiver, count - 1);
    },
    async leave(receiver, { isLast, withinMillis }) {
      if (isLast && open.size === 1 && open.has(receiver)) {
        await quietTurns(() => accepted, withinMillis);
        close();
      }
      open.delete(receiver);
    },
    lost: (receiver) => void open.delete(receiver),
    close,
  };
}
