import type { Notice } from './notices';

/** The oldest server that has every endpoint and attribute that this provider uses. */
export const OLDEST_SERVER = '0.1.0';

export interface Versions {
  readonly provider: string;
  /** What the server reports. Servers before 0.1.0 report nothing. */
  readonly server: string | undefined;
  readonly oldestServer: string;
}

export type VersionGap = 'none' | 'server-unknown' | 'server-older' | 'server-newer';

interface Version {
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
}

/**
 * Whether the API that the provider expects may differ from what the server offers. Another major
 * version may change anything, and before 1.0 another minor version may.
 */
export function versionGapOf({ provider, server, oldestServer }: Versions): VersionGap {
  const [ours, theirs, oldest] = [provider, server, oldestServer].map(parseVersion);
  if (theirs === undefined) return 'server-unknown';
  if (ours === undefined || oldest === undefined) return 'none';
  if (order(theirs, oldest) < 0) return 'server-older';
  if (series(ours) === series(theirs)) return 'none';
  return order(theirs, ours) < 0 ? 'server-older' : 'server-newer';
}

/** Undefined if the versions fit. */
export function describeVersionGap(versions: Versions, endpoint: string): Notice | undefined {
  const { provider, server = '', oldestServer } = versions;
  const both = `The server at ${endpoint} has version ${server}, and this provider has version ${provider}.`;
  switch (versionGapOf(versions)) {
    case 'none':
      return undefined;
    case 'server-unknown':
      return {
        summary: 'The version of Keyplane is unknown',
        detail:
          `The server at ${endpoint} does not report a version that this provider (${provider}) can ` +
          `read. Servers before 0.1.0 report none. ${OLDER_MAY} Upgrade the server to ` +
          `${atLeast(provider, oldestServer)} or later.`,
      };
    case 'server-older':
      return {
        summary: `Keyplane ${server} is too old for version ${provider} of this provider`,
        detail:
          `${both} ${OLDER_MAY} Upgrade the server to ${atLeast(provider, oldestServer)} or ` +
          `later, or use a provider of its version: ${pinned(server)}`,
      };
    case 'server-newer':
      return {
        summary: `Version ${provider} of this provider is too old for Keyplane ${server}`,
        detail:
          `${both} The server may refuse requests in the form that this provider sends, and the ` +
          "provider may misread the server's answers or miss changes that somebody made outside " +
          `Terraform. Upgrade the provider: ${pinned(server)}`,
      };
  }
}

const OLDER_MAY =
  'The server may refuse attributes that it does not know, and an apply may fail after its plan ' +
  'succeeded.';

/** Undefined if the text is not a version. A pre-release counts as the version that it precedes. */
function parseVersion(text: string | undefined): Version | undefined {
  if (text === undefined || text.length > 64) return undefined;
  const [, major, minor, patch] =
    /^(\d{1,9})\.(\d{1,9})\.(\d{1,9})(?:[-+][0-9A-Za-z.+-]+)?$/.exec(text) ?? [];
  if (major === undefined) return undefined;
  return { major: Number(major), minor: Number(minor), patch: Number(patch) };
}

/** Versions of one series have the same API, apart from additions. */
function series({ major, minor }: Version): string {
  return major === 0 ? `0.${minor}` : `${major}`;
}

function order(a: Version, b: Version): number {
  return a.major - b.major || a.minor - b.minor || a.patch - b.patch;
}

/** The first version of the provider's series, unless the provider needs a later one. */
function atLeast(provider: string, oldestServer: string): string {
  const [ours, oldest] = [parseVersion(provider), parseVersion(oldestServer)];
  if (ours === undefined || oldest === undefined) return oldestServer;
  const first = { ...ours, minor: ours.major === 0 ? ours.minor : 0, patch: 0 };
  return order(first, oldest) < 0 ? oldestServer : versionText(first);
}

function pinned(server: string): string {
  const parsed = parseVersion(server);
  if (parsed === undefined) return '';
  return (
    `set \`version = "~> ${versionText({ ...parsed, patch: 0 })}"\` for it in ` +
    '`required_providers`, and run `terraform init -upgrade`.'
  );
}

function versionText({ major, minor, patch }: Version): string {
  return `${major}.${minor}.${patch}`;
}
