import { isIP } from 'node:net';
import type { AddressPolicy, FederationSettings } from './address-policy';

export interface IssuerFault {
  readonly code: 'issuer_not_https' | 'issuer_not_a_url' | 'issuer_address_not_public';
  readonly message: string;
}

/** 0 to 65535, with leading zeros as URLs allow them. */
const PORT = String.raw`(?:0*(?:[0-9]{1,4}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]))?`;

/** The scheme, a host with or without a port, and a path: an `iss` as OpenID Connect describes it. */
export const ISSUER_PATTERN = String.raw`^[Hh][Tt][Tt][Pp][Ss]?://(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::${PORT})?(?:/[!"$->@-\[\]-~]*)?$`;
const ISSUER_URL = new RegExp(ISSUER_PATTERN);

export const NOT_A_URL =
  'The issuer must be a URL such as https://token.actions.githubusercontent.com. It must ' +
  'be ASCII, with a host, without user, query, fragment and spaces, and any port must be ' +
  'at most 65535. Copy the `iss` of its tokens.';

export function isIssuerUrl(text: string): boolean {
  return ISSUER_URL.test(text) && URL.canParse(text);
}

/** Names that never leave the machine or its network (RFC 6761, RFC 6762, RFC 9476). */
const PRIVATE_NAME = /(^|\.)(localhost|local|internal|home\.arpa)\.?$/i;

/**
 * Why this URL must never be asked, as far as the URL alone shows it. When an issuer is asked, its name is
 * resolved and its addresses are judged again.
 */
export function urlFault(
  text: string,
  { allowInsecure, allowedRanges }: FederationSettings,
  addresses: AddressPolicy,
): IssuerFault | undefined {
  if (!URL.canParse(text)) {
    return {
      code: 'issuer_not_a_url',
      message: 'The issuer must be a URL, such as https://token.actions.githubusercontent.com.',
    };
  }
  const url = new URL(text);
  if (url.protocol !== 'https:' && !(allowInsecure && url.protocol === 'http:')) {
    return {
      code: 'issuer_not_https',
      message:
        'The issuer must use https. On plain http, anybody on the network could replace ' +
        'its keys and sign any token.',
    };
  }
  if (/[?#\s]/.test(text) || url.username !== '' || url.password !== '') {
    return {
      code: 'issuer_not_a_url',
      message:
        'The issuer must be a URL without user, query, fragment and spaces. Copy the `iss` of its tokens.',
    };
  }
  const host = hostOf(url);
  const isPrivate =
    isIP(host) > 0
      ? !addresses.allows(host)
      : PRIVATE_NAME.test(host) && allowedRanges.length === 0;
  return isPrivate
    ? {
        code: 'issuer_address_not_public',
        message:
          'The issuer must have a public address. For an issuer in your own network, ask the operator of ' +
          'Keyplane to add its range to KEYPLANE_FEDERATION_PRIVATE_RANGES.',
      }
    : undefined;
}

/** An IPv6 address without its brackets. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[(.*)\]$/, '$1');
}
