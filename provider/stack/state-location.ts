import { createHash } from 'node:crypto';

/** Where a state is kept, without any credentials for it. */
export interface StateLocation {
  readonly scheme: string;
  /** Segments separated by `/`, such as `bucket/key`. */
  readonly path: string;
  /** What else distinguishes two states. Undefined values are omitted. */
  readonly parameters?: Readonly<Record<string, string | undefined>>;
  readonly workspace: string;
}

const MAX_LENGTH = 200;
const PLAIN = /[A-Za-z0-9\-._~/:]/;

/** For example `s3://bucket/key?endpoint=minio.example:9000#prod`. */
export function formatLocation({
  scheme,
  path,
  parameters = {},
  workspace,
}: StateLocation): string {
  const query = Object.entries(parameters)
    .filter((entry): entry is [string, string] => entry[1] !== undefined)
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .join('&');
  return `${encode(scheme)}://${encode(path)}${query && `?${query}`}#${encode(workspace)}`;
}

/** A name travels in a header of limited length. A longer one ends in a hash of the whole name. */
export function shortened(name: string): string {
  if (name.length <= MAX_LENGTH) return name;
  const hash = `~${shortHash(name)}`;
  return name.slice(0, MAX_LENGTH - hash.length) + hash;
}

export function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

/** `encodeURIComponent` throws for half a surrogate pair, which a JSON file can hold. */
function encode(text: string): string {
  return [...Buffer.from(text, 'utf8')].map(encodeByte).join('');
}

function encodeByte(byte: number): string {
  const character = String.fromCharCode(byte);
  if (PLAIN.test(character)) return character;
  return `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
}
