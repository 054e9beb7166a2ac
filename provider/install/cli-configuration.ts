import path from 'node:path';

export interface UserPlace {
  readonly platform: NodeJS.Platform;
  /** The home folder. */
  readonly home: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/**
 * The files in which terraform looks for `provider_installation`.
 * https://developer.hashicorp.com/terraform/cli/config/config-file#locations
 */
export function cliConfigurationFiles({ platform, home, environment }: UserPlace): string[] {
  const given = environment['TF_CLI_CONFIG_FILE'] ?? environment['TERRAFORM_CONFIG'];
  if (given !== undefined && given !== '') return [given];
  return platform === 'win32'
    ? [path.win32.join(appData(home, environment), 'terraform.rc')]
    : [path.posix.join(home, '.terraformrc')];
}

/** https://developer.hashicorp.com/terraform/cli/config/config-file#implied-local-mirror-directories */
export function impliedMirrorDirectory({ platform, home, environment }: UserPlace): string {
  return platform === 'win32'
    ? path.win32.join(appData(home, environment), 'terraform.d', 'plugins')
    : path.posix.join(home, '.terraform.d', 'plugins');
}

function appData(home: string, { APPDATA }: UserPlace['environment']): string {
  return APPDATA !== undefined && APPDATA !== ''
    ? APPDATA
    : path.win32.join(home, 'AppData', 'Roaming');
}

/**
 * Whether terraform looks for the source in the directory. A `provider_installation` block replaces all the
 * places where terraform looks by itself.
 */
export function isSearched(
  configuration: string,
  { directory, source, platform }: MirrorQuestion,
): boolean {
  const text = withoutComments(configuration);
  const [installation] = blocksOf(text, 'provider_installation');
  if (installation === undefined) return true;
  return blocksOf(installation, 'filesystem_mirror').some(
    (block) =>
      isSamePath(stringOf(block, 'path'), directory, platform) &&
      (listOf(block, 'include') ?? [source]).some((pattern) => matches(pattern, source)) &&
      !(listOf(block, 'exclude') ?? []).some((pattern) => matches(pattern, source)),
  );
}

export interface MirrorQuestion {
  readonly directory: string;
  /** `<host>/<namespace>/<type>` */
  readonly source: string;
  readonly platform: NodeJS.Platform;
}

/** What a user must add for terraform to find the provider. */
export function missingMirrorAdvice(
  file: string,
  { directory, source }: Pick<MirrorQuestion, 'directory' | 'source'>,
): string {
  return [
    `Terraform will not look there: the provider_installation block in ${file} replaces the folders that it`,
    'searches by itself. Add these lines to that block, and exclude the source in its other methods:',
    '',
    '  filesystem_mirror {',
    `    path    = ${JSON.stringify(directory)}`,
    `    include = [${JSON.stringify(source)}]`,
    '  }',
  ].join('\n');
}

const TEXT = String.raw`"(?:[^"\\]|\\.)*"`;

function withoutComments(text: string): string {
  const token = new RegExp(String.raw`${TEXT}|#[^\n]*|//[^\n]*|/[*][\s\S]*?[*]/`, 'g');
  return text.replaceAll(token, (found) => (found.startsWith('"') ? found : ' '));
}

/** The text between the braces of each block with this name, also in the JSON form of HCL. */
function blocksOf(text: string, name: string): string[] {
  const start = new RegExp(String.raw`"?\b${name}\b"?\s*:?\s*\[?\s*\{`, 'g');
  return [...text.matchAll(start)].map(({ index, 0: { length } }) => {
    const from = index + length;
    return text.slice(from, endOfBlock(text, from));
  });
}

function endOfBlock(text: string, from: number): number {
  let depth = 1;
  for (const { 0: token, index } of text.slice(from).matchAll(new RegExp(`${TEXT}|[{}]`, 'g'))) {
    if (token === '{') depth += 1;
    if (token === '}') depth -= 1;
    if (depth === 0) return from + index;
  }
  return text.length;
}

function stringOf(block: string, name: string): string | undefined {
  const [, found] = new RegExp(String.raw`"?\b${name}\b"?\s*[=:]\s*(${TEXT})`).exec(block) ?? [];
  return found === undefined ? undefined : unquoted(found);
}

function listOf(block: string, name: string): string[] | undefined {
  const [, found] = new RegExp(String.raw`"?\b${name}\b"?\s*[=:]\s*\[([^\]]*)\]`).exec(block) ?? [];
  return found?.match(new RegExp(TEXT, 'g'))?.map(unquoted);
}

const unquoted = (text: string) => text.slice(1, -1).replaceAll(/\\(["\\])/g, '$1');

/** A pattern may omit the host or end in `*`, as terraform reads it. */
function matches(pattern: string, source: string): boolean {
  const parts = pattern.toLowerCase().split('/');
  const all = parts.length === 2 ? ['registry.terraform.io', ...parts] : parts;
  const wanted = source.toLowerCase().split('/');
  return (
    all.length === wanted.length && all.every((part, at) => part === '*' || part === wanted[at])
  );
}

function isSamePath(one: string | undefined, other: string, platform: NodeJS.Platform): boolean {
  if (one === undefined) return false;
  const { resolve } = platform === 'win32' ? path.win32 : path.posix;
  const same = (text: string) =>
    platform === 'win32' ? resolve(text).toLowerCase() : resolve(text);
  return same(one) === same(other);
}
