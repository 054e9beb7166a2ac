import type { IncomingMessage } from 'node:http';
import { createClientAddress } from '../../../api/http/client-address';

const from = (socket: string | undefined, forwarded?: string) =>
  ({
    socket: { remoteAddress: socket },
    connection: { remoteAddress: socket },
    headers: { ...(forwarded !== undefined && { 'x-forwarded-for': forwarded }) },
  }) as unknown as IncomingMessage;

const TRUSTED = ['10.0.0.0/8', '2001:db8::/64'];

test.each([
  ['10.0.0.1', '192.0.2.1', '192.0.2.1'],
  ['10.0.0.1', '203.0.113.9, 192.0.2.1', '192.0.2.1'],
  ['10.0.0.1', '192.0.2.1, 10.0.0.2', '192.0.2.1'],
  ['10.0.0.1', undefined, '10.0.0.1'],
  ['10.0.0.1', '', '10.0.0.1'],
  ['10.0.0.1', 'junk', '10.0.0.1'],
  ['10.0.0.1', '192.0.2.1, <script>', '10.0.0.1'],
  ['10.0.0.1', 'junk, 10.0.0.2', '10.0.0.2'],
  ['10.0.0.1', 'x'.repeat(5000), '10.0.0.1'],
  ['10.0.0.1', 'unknown', '10.0.0.1'],
  ['10.0.0.1', 'kps_secret-of-somebody', '10.0.0.1'],
  ['10.0.0.1', '192.0.2.1:49152', '192.0.2.1'],
  ['10.0.0.1', '192.0.2.1:junk', '10.0.0.1'],
  ['10.0.0.1', '[2001:DB8:1::1]:49152', '2001:db8:1::1'],
  ['10.0.0.1', '[2001:db8:1::1]', '2001:db8:1::1'],
  ['10.0.0.1', 'fe80::1%anything-at-all', 'fe80::1'],
  ['2001:db8::1', '::ffff:192.0.2.1', '192.0.2.1'],
  ['192.0.2.7', '203.0.113.9', '192.0.2.7'],
  [undefined, '203.0.113.9', 'unknown'],
])(
  'a request from %s with X-Forwarded-For %s counts as one from %s',
  (socket, forwarded, address) => {
    expect(createClientAddress(TRUSTED)(from(socket, forwarded))).toBe(address);
  },
);

test('without trusted proxies the header is ignored', () => {
  expect(createClientAddress([])(from('192.0.2.7', '203.0.113.9'))).toBe('192.0.2.7');
});
