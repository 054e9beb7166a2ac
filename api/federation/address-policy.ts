import { BlockList, isIP } from 'node:net';

/** What the operator allows in addition to the public internet. */
export interface FederationSettings {
  /** Issuers on plain http. */
  readonly allowInsecure: boolean;
  /** CIDR blocks in which issuers are allowed although they are not public. */
  readonly allowedRanges: readonly string[];
  /** PEM certificates that are trusted for issuers, in addition to the public authorities. */
  readonly certificateAuthorities: string | null;
}

export const PUBLIC_ISSUERS_ONLY: FederationSettings = {
  allowInsecure: false,
  allowedRanges: [],
  certificateAuthorities: null,
};

export interface AddressPolicy {
  allows(address: string): boolean;
}

/** IANA's special-purpose IPv4 blocks (RFC 6890): loopback, private, link-local, metadata, … */
const SPECIAL_IPV4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
];
/** Global unicast; within it: Teredo, documentation and 6to4, which can name a private IPv4. */
const GLOBAL_IPV6 = ['2000::/3'];
const SPECIAL_IPV6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'];

export function createAddressPolicy({ allowedRanges }: FederationSettings): AddressPolicy {
  const allowed = blockListOf(allowedRanges);
  const special = blockListOf([...SPECIAL_IPV4, ...SPECIAL_IPV6]);
  const global = blockListOf(GLOBAL_IPV6);
  return {
    allows(address) {
      const version = isIP(address);
      if (version === 0) return false;
      const family = version === 4 ? 'ipv4' : 'ipv6';
      if (allowed.check(address, family)) return true;
      if (special.check(address, family)) return false;
      return version === 4 || global.check(address, family);
    },
  };
}

function blockListOf(ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [network = '', bits] = range.split('/');
    list.addSubnet(network, Number(bits), network.includes(':') ? 'ipv6' : 'ipv4');
  }
  return list;
}
