import { createNetworkThrottle } from '../../../api/rate-limit/network-throttle';

const LIMIT = { name: 'guesses', attempts: 10, windowSeconds: 60 };

async function allowedOf(addressAt: (at: number) => string): Promise<number> {
  const throttle = createNetworkThrottle(LIMIT);
  let allowed = 0;
  for (let at = 0; at < 1000; at += 1) {
    if ((await throttle.count(addressAt(at))).allowed) allowed += 1;
  }
  return allowed;
}

const hex = (at: number) => at.toString(16);

it.each<[string, (at: number) => string, number]>([
  ['one IPv4 address', () => '192.0.2.1', 10],
  ['the addresses of a /64', (at) => `2001:db8:1:1::${hex(at)}`, 10],
  ['the networks of a /56', (at) => `2001:db8:1:${hex(at % 256)}::1`, 40],
  ['the networks of a /48', (at) => `2001:db8:1:${hex((at * 257) % 65536)}::1`, 160],
  ['the networks of a /32', (at) => `2001:db8:${hex(at)}::1`, 1000],
])('limits how many of 1,000 attempts %s may make', async (_who, addressAt, allowed) => {
  expect(await allowedOf(addressAt)).toBe(allowed);
});

it('does not affect a neighbor in the same /56, however often one host tries', async () => {
  const throttle = createNetworkThrottle(LIMIT);
  for (let at = 0; at < 50; at += 1) await throttle.count('2001:db8:1:1::1');
  expect(await throttle.count('2001:db8:1:2::1')).toMatchObject({ allowed: true, remaining: 9 });
});

it('counts two callers in the same network separately', async () => {
  const throttle = createNetworkThrottle(LIMIT);
  for (let at = 0; at < 11; at += 1) await throttle.count('192.0.2.1', { caller: 'sa_1' });
  expect(await throttle.count('192.0.2.1', { caller: 'sa_1' })).toMatchObject({ allowed: false });
  expect(await throttle.count('192.0.2.1', { caller: 'sa_2' })).toMatchObject({ allowed: true });
});
