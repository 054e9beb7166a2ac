import { BlockList, isIP } from 'node:net';
import { domainToASCII } from 'node:url';

/** A host as a URL names it, in lower case and without the brackets of an IPv6 address. */
export interface Address {
  readonly host: string;
  readonly port: string;
}

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/** Go never asks a proxy for these, whatever the variables say. */
export function isLocal({ host }: Address): boolean {
  return host === 'localhost' || (isIP(host) !== 0 && loopback.check(host, familyOf(host)));
}

/**
 * Whether `NO_PROXY` lists the address, by the rules of Go's golang.org/x/net/http/httpproxy: names
 * with their subdomains, a leading dot or `*.` for subdomains only, IP addresses, CIDR ranges, ports,
 * and `*` for everything. Malformed entries match nothing.
 */
export function isListed(noProxy: string, address: Address): boolean {
  return noProxy
    .split(',')
    .map((entry) => entry.trim().toLowerCase())
    .some((entry) => entry === '*' || matches(entry, address));
}

function matches(entry: string, { host, port }: Address): boolean {
  const range = /^([^/%]+)\/(\d{1,3})$/.exec(entry);
  if (range !== null) return isIP(host) !== 0 && isInRange(host, range[1] ?? '', Number(range[2]));
  const { name, port: wantedPort } = splitPort(entry);
  if (name === '' || (wantedPort !== '' && wantedPort !== port)) return false;
  if (isIP(name) !== 0 && !name.includes('%')) return isIP(host) !== 0 && isSame(host, name);
  return isIP(host) === 0 && isBelow(host, name);
}

function isInRange(host: string, network: string, prefix: number): boolean {
  const family = isIP(network);
  if (family === 0 || prefix > (family === 4 ? 32 : 128)) return false;
  const range = new BlockList();
  range.addSubnet(network, prefix, familyOf(network));
  return range.check(host, familyOf(host));
}

function isSame(host: string, other: string): boolean {
  const list = new BlockList();
  list.addAddress(other, familyOf(other));
  return list.check(host, familyOf(host));
}

function isBelow(host: string, name: string): boolean {
  const subdomainsOnly = /^(\*\.|\.)/.test(name);
  const bare = name.replace(/^(\*\.|\.)/, '');
  const domain = domainToASCII(bare) || bare;
  return host.endsWith(`.${domain}`) || (!subdomainsOnly && host === domain);
}

/** `host:port` or `[IPv6]:port`; several colons without brackets are an IPv6 address. */
function splitPort(entry: string): { readonly name: string; readonly port: string } {
  const [, bracketed, plain, port] = /^(?:\[([^\]]*)\]|([^:]*)):([^:]*)$/.exec(entry) ?? [];
  return port === undefined ? { name: entry, port: '' } : { name: bracketed ?? plain ?? '', port };
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 4 ? 'ipv4' : 'ipv6';
}
