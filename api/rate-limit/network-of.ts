import { isIP, isIPv4, isIPv6 } from 'node:net';

/** A network that is counted as one client, with a multiple of the limit. */
export interface Network {
  readonly name: string;
  readonly share: number;
}

/**
 * The networks of an IPv6 address. A host may use any address of its /64. A provider gives a customer a /56
 * or a /48, which contain 256 and 65,536 of these. But a /48 may also belong to many customers of a small
 * provider.
 */
const PREFIXES = [
  { bits: 64, share: 1 },
  { bits: 56, share: 4 },
  { bits: 48, share: 16 },
] as const;

/** Every share that a network can have. */
export const SHARES: readonly number[] = PREFIXES.map(({ share }) => share);

/** All networks that count an attempt from this address, the narrowest one first. */
export function networksOf(ip: string): readonly Network[] {
  const address = withoutZone(ip);
  if (!isIPv6(address)) return [{ name: isIPv4(address) ? address : 'unknown', share: 1 }];
  const groups = groupsOf(address);
  return PREFIXES.map(({ bits, share }) => ({ name: prefixOf(groups, bits), share }));
}

/** The single address, in one form; `unknown` if a proxy passed on a text that is not an address. */
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

/** The first four of the eight groups. The other groups are never used for counting. */
function groupsOf(address: string): readonly number[] {
  const [head = '', tail] = address.split('::');
  const groups = head === '' ? [] : head.split(':');
  const missing = tail === undefined ? 0 : 8 - groups.length - groupCount(tail);
  const whole = [...groups, ...Array<string>(missing).fill('0'), ...(tail?.split(':') ?? [])];
  return whole.slice(0, 4).map((group) => parseInt(group, 16));
}

/** `2001:db8:1:200::/56` */
function prefixOf(groups: readonly number[], bits: number): string {
  const kept = groups.slice(0, Math.ceil(bits / 16)).map((group, at) => {
    const keptBits = Math.min(16, bits - at * 16);
    return group & (0xffff << (16 - keptBits)) & 0xffff;
  });
  return `${kept.map((group) => group.toString(16)).join(':')}::/${bits}`;
}

/** An IPv4 address at the end stands for two groups. */
function groupCount(tail: string): number {
  if (tail === '') return 0;
  const groups = tail.split(':');
  return groups.length + (groups.at(-1)?.includes('.') === true ? 1 : 0);
}
