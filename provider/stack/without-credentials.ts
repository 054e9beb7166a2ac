import { shortHash } from './state-location';

/** An address without user info, and without the parameters that sign a request or hold a secret. */
export interface PublicAddress {
  readonly scheme: string;
  readonly host: string;
  /** Decoded, with its leading `/`; empty for the root. */
  readonly path: string;
  readonly parameters: Readonly<Record<string, string>>;
}

const SECRET_NAME =
  /token|secret|pass|pwd|sig|cred|auth|key|session|expire|user|private|policy|sas|cert|accessid|^x-(?:amz|goog|ms)-/i;

/** The parameters of a shared access signature of Azure. */
const SIGNATURE_PARAMETER = /^(?:s[epvrst]|spr|srt|sip|sdd|sk(?:oid|tid|t|e|s|v))$/i;

const TOKEN =
  /^(?:gh[opsur]_|github_pat_|glpat-|kp[ast]_|hv[sbr]\.|xox[a-z]-|sk-|A[KS]IA|AIza|eyJ[\w-]+\.)/;

/** Undefined if the text is not an address. */
export function publicAddress(text: string): PublicAddress | undefined {
  const url = parseUrl(/^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`);
  if (url === undefined) return undefined;
  const segments = url.pathname.split('/').map((segment) => withoutToken(decoded(segment)));
  const parameters = [...url.searchParams]
    .filter(([name]) => !isSecretName(name) && !SIGNATURE_PARAMETER.test(name))
    .map(([name, value]) => [name, withoutToken(value)] as const);
  return {
    scheme: url.protocol.slice(0, -1),
    host: url.host.toLowerCase(),
    path: segments.join('/').replace(/\/+$/, ''),
    parameters: Object.fromEntries(parameters),
  };
}

/** Host and path only, for a service at an address of its own. */
export function hostAndPath(text: string | undefined): string | undefined {
  const address = text === undefined ? undefined : publicAddress(text);
  return address && `${address.host}${address.path}`;
}

export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name);
}

/** Replaces a text that looks like a secret with its hash, which still distinguishes two states. */
export function withoutToken(text: string): string {
  return looksLikeToken(text) ? `~${shortHash(text)}` : text;
}

/** A known beginning, or a long run of letters of both cases mixed with digits. */
function looksLikeToken(text: string): boolean {
  if (TOKEN.test(text)) return true;
  const runs = text.match(/[\w+=-]{24,}/g) ?? [];
  return runs.some((run) => [/[A-Z]/, /[a-z]/, /[0-9]/].every((kind) => kind.test(run)));
}

function parseUrl(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
