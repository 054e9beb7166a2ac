import { isIP, isIPv4, isIPv6 } from 'node:net';

/** Who is counted as one: an IPv4 address, or the /64 of which an IPv6 host may use any address. */
export function networkOf(ip: string): string {
  const address = withoutZone(ip);
  if (!isIPv6(address)) return address;
  const [head = '', tail] = address.split('::');
  const groups = head === '' ? [] : head.split(':');
  const missing = tail === undefined ? 0 : 8 - groups.length - groupCount(tail);
  const whole = [...groups, ...Array<string>(missing).fill('0'), ...(tail?.split(':') ?? [])];
  return `${whole
    .slice(0, 4)
    .map((group) => group.toLowerCase().replace(/^0+(?=.)/, ''))
    .join(':')}::/64`;
}

/** The one address, in one form; `unknown` for what a proxy passed on that is none. */
export function addressOf(ip: string): string {
  if (isIPv4(ip)) return ip;
  const address = withoutZone(ip).toLowerCase();
  return isIP(address) === 0 ? 'unknown' : address;
}

/** A dual-stack socket shows IPv4 addresses as IPv6 ones. */
function withoutZone(ip: string): string {
  const address = ip.split('%')[0] ?? ip;
  return /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? address;
}

function groupCount(tail: string): number {
  return tail === '' ? 0 : tail.split(':').length;
}
