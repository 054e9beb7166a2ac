import path from 'node:path';
import type { CliConfigurationFile } from './cli-configuration';

export interface MirrorQuestion {
  readonly directory: string;
  /** `<host>/<namespace>/<type>` */
  readonly source: string;
  readonly platform: NodeJS.Platform;
}

/**
 * What a user must change in a file of settings, so that terraform installs the provider from the
 * directory. A `provider_installation` block replaces all the places where terraform looks by itself.
 *
 * @returns undefined if terraform finds the provider with these settings
 */
export function installationAdvice(
  configuration: string,
  { file, program }: CliConfigurationFile,
  question: MirrorQuestion,
): string | undefined {
  const [installation] = blocksOf(withoutComments(configuration), 'provider_installation');
  if (installation === undefined) return undefined;
  const { directory, source } = question;
  if (!isMirrored(installation, question)) {
    return [
      `${program} will not look there: the provider_installation block in ${file} replaces the folders that it`,
      'searches by itself. Add these lines to that block, and exclude the source in its other methods:',
      '',
      '  filesystem_mirror {',
      `    path    = ${JSON.stringify(directory)}`,
      `    include = [${JSON.stringify(source)}]`,
      '  }',
    ].join('\n');
  }
  const others = REMOTE.filter((method) =>
    blocksOf(installation, method).some((block) => covers(block, source)),
  );
  if (others.length === 0) return undefined;
  return [
    `${program} may not use it: the provider_installation block in ${file} also covers ${source}`,
    `by ${others.map((method) => `\`${method}\``).join(' and ')}. ${program} asks all methods, and fails if it cannot reach one of them. Add`,
    `this line to ${others.length === 1 ? 'that block' : 'each of them'}, or add the source to the line that is there:`,
    '',
    `    exclude = [${JSON.stringify(source)}]`,
  ].join('\n');
}

/** The methods that ask a server. */
const REMOTE = ['direct', 'network_mirror'];

const isMirrored = (installation: string, { directory, source, platform }: MirrorQuestion) =>
  blocksOf(installation, 'filesystem_mirror').some(
    (block) => isSamePath(stringOf(block, 'path'), directory, platform) && covers(block, source),
  );

const covers = (block: string, source: string) =>
  (listOf(block, 'include') ?? [source]).some((pattern) => matches(pattern, source)) &&
  !(listOf(block, 'exclude') ?? []).some((pattern) => matches(pattern, source));

const TEXT = String.raw`"(?:[^"\\]|\\.)*"`;

function withoutComments(text: string): string {
  const token = new RegExp(String.raw`${TEXT}|#[^\n]*|//[^\n]*|/[*][\s\S]*?[*]/`, 'g');
  return text.replaceAll(token, (found) => (found.startsWith('"') ? found : ' '));
}

/** What is between the braces of each block of the name, also in the JSON form of HCL. */
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
