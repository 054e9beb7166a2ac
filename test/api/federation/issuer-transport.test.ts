import { createAddressPolicy, PUBLIC_ISSUERS_ONLY } from '../../../api/federation/address-policy';
import { createIssuerTransport } from '../../../api/federation/issuer-transport';
import { startHostilePeer, type HostilePeer } from '../../support/hostile-peer';
import { LOOPBACK } from './support/federation-api';
import { startOutsideIssuer, type OutsideIssuer } from './support/outside-issuer';

describe('which addresses an issuer may have', () => {
  const policy = createAddressPolicy(PUBLIC_ISSUERS_ONLY);

  test.each([
    '0.0.0.0',
    '10.1.2.3',
    '100.64.0.1',
    '127.0.0.1',
    '169.254.169.254',
    '172.31.255.255',
    '192.168.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::ffff:127.0.0.1',
    '64:ff9b::a00:1',
    '2002:a00:1::1',
    '2001:db8::1',
    'fd00:ec2::254',
    'fe80::1',
    'ff02::1',
    'localhost',
  ])('%s is never asked', (address) => expect(policy.allows(address)).toBe(false));

  test.each(['8.8.8.8', '172.32.0.1', '2606:4700::1111'])('%s may be asked', (address) =>
    expect(policy.allows(address)).toBe(true),
  );

  test('addresses that the operator allows may be asked, and no others', () => {
    const own = createAddressPolicy({ ...PUBLIC_ISSUERS_ONLY, allowedRanges: ['10.1.0.0/16'] });
    expect(['10.1.255.1', '10.2.0.1', '127.0.0.1'].map(own.allows)).toEqual([true, false, false]);
  });
});

const never = new AbortController().signal;

describe('asking an issuer', () => {
  let outside: OutsideIssuer;

  beforeAll(async () => {
    outside = await startOutsideIssuer(() => new Date());
  });
  afterAll(() => outside.close());

  const transport = (allowedRanges: readonly string[], certificate: string | null) =>
    createIssuerTransport({
      allowInsecure: false,
      allowedRanges,
      certificateAuthorities: certificate,
    });

  test('reaches one whose certificate and addresses are allowed', async () => {
    const allowed = transport(LOOPBACK, outside.certificate);
    expect(await allowed.getJson(`${outside.url}/jwks`, never)).toHaveProperty('keys');
  });

  test('a name that leads to a private address is refused when it is resolved', async () => {
    const before = outside.reads.jwks;
    const elsewhere = transport(['10.1.0.0/16'], outside.certificate);
    await expect(elsewhere.getJson(`${outside.url}/jwks`, never)).rejects.toThrow(/not public/);
    expect(outside.reads.jwks).toBe(before);
  });

  test('a certificate of an unknown authority is refused', async () => {
    await expect(transport(LOOPBACK, null).getJson(outside.url, never)).rejects.toThrow(
      /cannot be read/,
    );
  });

  test('plain http is refused', async () => {
    const plain = outside.url.replace('https', 'http');
    await expect(transport(LOOPBACK, null).getJson(plain, never)).rejects.toThrow(/must use https/);
  });
});

describe('an issuer that', () => {
  let peer: HostilePeer;

  afterEach(() => peer.close());

  const insecure = createIssuerTransport({
    allowInsecure: true,
    allowedRanges: LOOPBACK,
    certificateAuthorities: null,
  });

  const head = (status: string) => `HTTP/1.1 ${status}\r\n`;

  test.each([
    ['switches protocols', head('101 Switching Protocols') + '\r\n', 'status 101'],
    [
      'upgrades to another protocol',
      head('101 Switching Protocols') + 'connection: upgrade\r\nupgrade: x\r\n\r\n',
      'status 101',
    ],
    ['redirects to itself', head('302 Found') + 'location: /\r\n\r\n', 'status 302'],
    ['sends nothing and closes', null, 'closed the connection|socket hang up'],
    [
      'closes amid its answer',
      head('200 OK') + 'content-length: 10\r\n\r\n{"a":',
      'aborted|before its answer',
    ],
    [
      'sends more than 256 KiB',
      `${head('200 OK')}\r\n${'x'.repeat(300 * 1024)}`,
      'more than 262144 bytes',
    ],
  ])('%s is refused at once', async (_what, bytes, why) => {
    peer = await startHostilePeer((socket) => socket.end(bytes ?? ''));
    await expect(insecure.getJson(`${peer.url}/`, never)).rejects.toThrow(new RegExp(why));
    await peer.allClosed();
  });

  test('never ends its informational answers is refused', async () => {
    peer = await startHostilePeer((socket) => socket.drip(head('102 Processing') + '\r\n'));
    await expect(insecure.getJson(`${peer.url}/`, never)).rejects.toThrow(/informational/);
    await peer.allClosed();
  });

  test.each<[string, string, string | null]>([
    ['accepts and stays silent', '', null],
    ['sends its headers slowly', head('200 OK'), 'a: b\r\n'],
    ['sends its body slowly', `${head('200 OK')}\r\n`, ' '],
    [
      'sends its trailers slowly',
      `${head('200 OK')}transfer-encoding: chunked\r\n\r\n0\r\n`,
      'a: b\r\n',
    ],
  ])('%s is given up when the signal aborts', async (_what, first, dripped) => {
    peer = await startHostilePeer((socket) => {
      socket.write(first);
      if (dripped !== null) socket.drip(dripped);
    });
    const deadline = new AbortController();
    const asked = insecure.getJson(`${peer.url}/`, deadline.signal);
    await peer.connected();
    deadline.abort(new Error('time is up'));
    await expect(asked).rejects.toThrow('time is up');
    await peer.allClosed();
  });

  test('stalls in the TLS handshake is given up when the signal aborts', async () => {
    peer = await startHostilePeer(() => undefined);
    const deadline = new AbortController();
    const asked = insecure.getJson(peer.url.replace('http:', 'https:'), deadline.signal);
    await peer.connected();
    deadline.abort(new Error('time is up'));
    await expect(asked).rejects.toThrow('time is up');
    await peer.allClosed();
  });
});
