import { addressOf, networksOf } from '../../../api/rate-limit/network-of';

test.each([
  ['192.0.2.1', ['192.0.2.1']],
  ['::ffff:192.0.2.1', ['192.0.2.1']],
  ['2001:db8:1:2:3:4:5:6', ['2001:db8:1:2::/64', '2001:db8:1:0::/56', '2001:db8:1::/48']],
  ['2001:DB8:0001:02ff::9', ['2001:db8:1:2ff::/64', '2001:db8:1:200::/56', '2001:db8:1::/48']],
  ['2001:db8::1', ['2001:db8:0:0::/64', '2001:db8:0:0::/56', '2001:db8:0::/48']],
  [
    '64:ff9b:1:abcd:1:2:192.0.2.1',
    ['64:ff9b:1:abcd::/64', '64:ff9b:1:ab00::/56', '64:ff9b:1::/48'],
  ],
  ['1::2:192.0.2.1', ['1:0:0:0::/64', '1:0:0:0::/56', '1:0:0::/48']],
  ['::1', ['0:0:0:0::/64', '0:0:0:0::/56', '0:0:0::/48']],
  ['fe80::1%eth0', ['fe80:0:0:0::/64', 'fe80:0:0:0::/56', 'fe80:0:0::/48']],
  ['', ['unknown']],
  ['junk', ['unknown']],
])('guesses from %s count for the networks %s', (ip, networks) => {
  expect(networksOf(ip).map(({ name }) => name)).toEqual(networks);
});

test.each([
  ['192.0.2.1', '192.0.2.1'],
  ['::ffff:192.0.2.1', '192.0.2.1'],
  ['2001:DB8::9', '2001:db8::9'],
  ['fe80::1%eth0', 'fe80::1'],
  ['unknown', 'unknown'],
  ['', 'unknown'],
  ['x'.repeat(5000), 'unknown'],
])('a use from %s counts as one from %s', (ip, address) => {
  expect(addressOf(ip)).toBe(address);
});
