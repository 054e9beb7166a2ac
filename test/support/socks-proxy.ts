import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export interface SocksProxy {
  readonly port: number;
  /** `keys.example.test:443`, in order. */
  readonly targets: string[];
  /** If not 0, the reply that it sends instead of connecting. */
  reply: number;
  close(): Promise<void>;
}

export interface SocksProxyOptions {
  /** The address that every name resolves to, because the names in tests are in no DNS. */
  readonly target: () => number;
  /** The `user:password` that it requires. */
  readonly credentials: string;
}

/** A SOCKS 5 proxy (RFC 1928) with user names and passwords (RFC 1929), which answers byte by byte. */
export async function createSocksProxy(options: SocksProxyOptions): Promise<SocksProxy> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    serve(socket).catch(() => socket.destroy());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const proxy: SocksProxy = {
    port: (server.address() as AddressInfo).port,
    targets: [],
    reply: 0,
    async close() {
      server.close();
      for (const socket of sockets) socket.destroy();
      await once(server, 'close');
    },
  };

  async function serve(socket: Socket): Promise<void> {
    const message = async () => ((await once(socket, 'data')) as [Buffer])[0];
    const answer = async (...bytes: number[]) => {
      for (const byte of bytes) {
        socket.write(Buffer.of(byte));
        await new Promise(setImmediate);
      }
    };
    const [, , ...methods] = await message();
    if (!methods.includes(2)) return answer(5, 255);
    await answer(5, 2);
    const login = await message();
    const nameLength = login[1] ?? 0;
    const name = login.subarray(2, 2 + nameLength).toString();
    const password = login.subarray(3 + nameLength).toString();
    const isKnown = `${name}:${password}` === options.credentials;
    await answer(1, isKnown ? 0 : 1);
    if (!isKnown) return void socket.end();
    const request = await message();
    proxy.targets.push(targetOf(request));
    if (proxy.reply !== 0) return answer(5, proxy.reply, 0, 1, 0, 0, 0, 0, 0, 0);
    const onward = connect(options.target(), '127.0.0.1');
    sockets.add(onward);
    onward.on('error', () => socket.destroy()).on('close', () => socket.destroy());
    await once(onward, 'connect');
    await answer(5, 0, 0, 3, 4, 0x68, 0x6f, 0x73, 0x74, 0, 80);
    socket.pipe(onward).pipe(socket);
  }
  return proxy;
}

function targetOf(request: Buffer): string {
  const port = request.readUInt16BE(request.length - 2);
  if (request[3] === 3) return `${request.subarray(5, -2).toString()}:${port}`;
  return `${request.subarray(4, -2).toString('hex')}:${port}`;
}
