import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { eventually } from './eventually';

/** A connection of a peer that follows no protocol. */
export interface HostileSocket {
  write(text: string): void;
  /** Sends the text and closes its side. */
  end(text: string): void;
  /** Sends the text again and again until the connection ends. */
  drip(text: string): void;
}

export interface HostilePeer {
  readonly url: string;
  readonly port: number;
  /** How many connections it has had. */
  readonly connections: number;
  /** Resolves once the peer has received something. */
  connected(): Promise<void>;
  /** Resolves once the other side has closed every connection. */
  allClosed(): Promise<void>;
  close(): Promise<void>;
}

const DRIP_EVERY_MILLIS = 5;

/** Sends the `answer` to whatever it receives, once for each connection. */
export async function startHostilePeer(
  answer: (socket: HostileSocket) => void,
  options: { speaksFirst?: boolean } = {},
): Promise<HostilePeer> {
  const open = new Set<Socket>();
  let connections = 0;
  let answered = 0;

  function begin(socket: Socket): void {
    let timer: NodeJS.Timeout | undefined;
    socket.on('close', () => clearInterval(timer));
    answer({
      write: (text) => void socket.write(text),
      end: (text) => void socket.end(text),
      drip(text) {
        timer = setInterval(() => socket.write(text), DRIP_EVERY_MILLIS);
      },
    });
    answered += 1;
  }

  const server = createServer((socket) => {
    connections += 1;
    open.add(socket);
    socket.on('error', () => {}).on('close', () => open.delete(socket));
    if (options.speaksFirst === true) begin(socket);
    else socket.once('data', () => begin(socket));
    socket.resume();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;

  return {
    url: `http://127.0.0.1:${port}`,
    port,
    get connections() {
      return connections;
    },
    connected: () => eventually(() => expect(answered).toBeGreaterThan(0)),
    allClosed: () => eventually(() => expect(open.size).toBe(0)),
    async close() {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
