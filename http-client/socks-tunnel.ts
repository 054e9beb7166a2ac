import { connect, isIP, type Socket } from 'node:net';
import { ProxyFailure, type ProxyRefusal, TUNNEL_MS, tunnelTimeout } from './proxy-failure';
import type { Proxy } from './route';

const VERSION = 5;
const NO_CREDENTIALS = 0;
const USER_AND_PASSWORD = 2;
const CONNECT = 1;
const IPV4 = 1;
const DOMAIN_NAME = 3;
const IPV6 = 4;
const ADDRESS_BYTES: Readonly<Record<number, number>> = { [IPV4]: 4, [IPV6]: 16 };

/** RFC 1928, section 6. */
const REPLIES: Readonly<Record<number, ProxyRefusal>> = {
  2: { answer: 'its rules do not allow it', kind: 'lasting' },
  3: { answer: 'the network cannot be reached', kind: 'passing' },
  4: { answer: 'the host cannot be reached', kind: 'passing' },
  5: { answer: 'the host refuses the connection', kind: 'passing' },
  7: { answer: 'it does not know this command', kind: 'lasting' },
};

export interface SocksTarget {
  readonly host: string;
  readonly port: number;
}

/**
 * A connection through a SOCKS proxy (RFC 1928). The proxy looks the name up, as it does for Go.
 */
export async function openSocksTunnel(proxy: Proxy, target: SocksTarget): Promise<Socket> {
  const socket = connect(proxy.port, proxy.hostname);
  const received = createReader(socket);
  const timer = setTimeout(() => socket.destroy(tunnelTimeout()), TUNNEL_MS);
  try {
    const methods =
      proxy.user === undefined ? [NO_CREDENTIALS] : [NO_CREDENTIALS, USER_AND_PASSWORD];
    socket.write(Buffer.of(VERSION, methods.length, ...methods));
    const [version, method] = await received(2);
    if (version !== VERSION) throw notSocks();
    if (method === USER_AND_PASSWORD && proxy.user !== undefined) {
      socket.write(credentialsMessage(proxy.user));
      const [, status] = await received(2);
      if (status !== 0) throw refused({ answer: 'wrong credentials', kind: 'credentials' });
    } else if (method !== NO_CREDENTIALS) {
      throw refused({ answer: 'credentials are needed', kind: 'credentials' });
    }
    socket.write(connectMessage(target));
    const [, reply = 0, , addressType = 0] = await received(4);
    if (reply !== 0) throw refused(REPLIES[reply] ?? { answer: `code ${reply}`, kind: 'passing' });
    const length =
      addressType === DOMAIN_NAME ? (await received(1))[0] : ADDRESS_BYTES[addressType];
    await received((length ?? 0) + 2);
    received.end();
    return socket;
  } catch (error) {
    socket.destroy();
    throw error instanceof ProxyFailure ? error : new ProxyFailure({ cause: error });
  } finally {
    clearTimeout(timer);
  }
}

const refused = (refusal: ProxyRefusal) => new ProxyFailure({ refusal });

const notSocks = () => refused({ answer: 'it does not speak SOCKS 5', kind: 'lasting' });

/** RFC 1929. */
function credentialsMessage({ name, password }: NonNullable<Proxy['user']>): Buffer {
  const parts = [name, password].map((text) => Buffer.from(text).subarray(0, 255));
  return Buffer.concat([Buffer.of(1), ...parts.flatMap((part) => [Buffer.of(part.length), part])]);
}

function connectMessage({ host, port }: SocksTarget): Buffer {
  const begin = Buffer.of(VERSION, CONNECT, 0);
  return Buffer.concat([begin, addressMessage(host), Buffer.of(port >> 8, port & 0xff)]);
}

function addressMessage(host: string): Buffer {
  const family = isIP(host);
  if (family === 4) return Buffer.of(IPV4, ...host.split('.').map(Number));
  if (family === 6) return Buffer.concat([Buffer.of(IPV6), ipv6Bytes(host)]);
  const name = Buffer.from(host);
  return Buffer.concat([Buffer.of(DOMAIN_NAME, name.length), name]);
}

/** The address in the form of a URL, which never ends in dotted numbers. */
function ipv6Bytes(address: string): Buffer {
  const [head = [], tail = []] = address
    .split('::')
    .map((part) => part.split(':').filter((group) => group !== ''));
  const zeros = Array.from({ length: 8 - head.length - tail.length }, () => '0');
  const groups = [...head, ...zeros, ...tail];
  return Buffer.from(groups.map((group) => group.padStart(4, '0')).join(''), 'hex');
}

interface Reader {
  /** Reads exactly this many bytes. Rejects with the reason why the connection failed. */
  (bytes: number): Promise<Buffer>;
  /** Returns the remaining bytes to the connection. */
  end(): void;
}

function createReader(socket: Socket): Reader {
  let buffered = Buffer.alloc(0);
  let failure: Error | undefined;
  let wake = () => {};
  const take = (chunk: Buffer) => {
    buffered = Buffer.concat([buffered, chunk]);
    wake();
  };
  const fail = (error?: Error) => {
    failure ??= error ?? Object.assign(new Error('closed'), { code: 'ECONNRESET' });
    wake();
  };
  const ended = () => fail();
  socket.on('data', take).on('error', fail).on('close', ended);
  const read = async (bytes: number) => {
    while (buffered.length < bytes) {
      if (failure !== undefined) throw failure;
      await new Promise<void>((resolve) => (wake = resolve));
    }
    const message = buffered.subarray(0, bytes);
    buffered = buffered.subarray(bytes);
    return message;
  };
  return Object.assign(read, {
    end() {
      socket.off('data', take).off('error', fail).off('close', ended);
      if (buffered.length > 0) socket.unshift(buffered);
    },
  });
}
