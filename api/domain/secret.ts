import { hash, randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import { crc32 } from 'node:zlib';
import { KEY_FAMILIES, type KeyFamily, KINDS } from './kinds';

export type { KeyFamily } from './kinds';

/** What a secret of each family begins with. Scanners recognize a leaked secret from it. */
export const SECRET_PREFIX = Object.fromEntries(
  KEY_FAMILIES.map((family) => [family, KINDS[family].secretPrefix]),
) as Readonly<Record<KeyFamily, string>>;

/** The third letters of all secrets, in which the families differ. */
const LETTERS = Object.values(SECRET_PREFIX)
  .map((prefix) => prefix.charAt(2))
  .join('');

/**
 * One expression finds every Keyplane secret in a text; `Secret.parse` then checks the CRC. It
 * requires no word boundary, because in a URL a secret may follow `%20`.
 */
export const SECRET_PATTERN = new RegExp(`kp[${LETTERS}]_[0-9A-Za-z]{49}`);

const GRAMMAR = new RegExp(`^${SECRET_PATTERN.source}$`);
const FAMILY_BY_LETTER = Object.fromEntries(
  KEY_FAMILIES.map((family) => [SECRET_PREFIX[family].charAt(2), family]),
) as Readonly<Record<string, KeyFamily>>;
const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const RANDOM_LENGTH = 43;
const CHECKSUM_LENGTH = 6;

/** A bearer string. Printing, logging or serializing it shows only its masked form. */
export class Secret {
  readonly #text: string;

  private constructor(
    readonly family: KeyFamily,
    text: string,
  ) {
    this.#text = text;
  }

  /** 256 random bits in base62, then the CRC-32 of everything before it, in base62. */
  static generate(family: KeyFamily): Secret {
    const random = BigInt(`0x${randomBytes(32).toString('hex')}`);
    const body = `${SECRET_PREFIX[family]}_${base62(random)}`;
    return new Secret(family, body + checksumOf(body));
  }

  /** Refuses what does not follow the grammar or whose checksum is wrong, without database work. */
  static parse(text: string): Secret | undefined {
    if (!GRAMMAR.test(text)) return undefined;
    if (crc32(text.slice(0, -CHECKSUM_LENGTH)) !== checksumAtEnd(text)) return undefined;
    const family = FAMILY_BY_LETTER[text.charAt(2)];
    return family && new Secret(family, text);
  }

  /** The clear text, for the one answer of the request that creates it. */
  reveal(): string {
    return this.#text;
  }

  /** The SHA-256 hash in hex. A secret has 256 random bits, so it needs no slow hash. */
  get hash(): string {
    return secretHash(this.#text);
  }

  /** Prefix, first 4, ellipsis, last 4: enough to tell keys apart, useless to an attacker. */
  get masked(): string {
    const start = SECRET_PREFIX[this.family].length + 1;
    return `${this.#text.slice(0, start + 4)}…${this.#text.slice(-4)}`;
  }

  toString(): string {
    return this.masked;
  }

  toJSON(): string {
    return this.masked;
  }

  [inspect.custom](): string {
    return `Secret(${this.masked})`;
  }
}

/** The hash that finds a secret. A text that is not a secret has a hash that no key has. */
export function secretHash(text: string): string {
  return hash('sha256', text, 'hex');
}

/** Whether a text for people contains a pasted secret. */
export function holdsSecret(text: string): boolean {
  const candidates = text.match(new RegExp(SECRET_PATTERN, 'g')) ?? [];
  return candidates.some((candidate) => Secret.parse(candidate) !== undefined);
}

function checksumOf(body: string): string {
  let text = '';
  for (let rest = crc32(body); text.length < CHECKSUM_LENGTH; rest = Math.floor(rest / 62)) {
    text = (ALPHABET[rest % 62] ?? '') + text;
  }
  return text;
}

/** The number that the last characters stand for. Each of them is in the alphabet. */
function checksumAtEnd(text: string): number {
  let value = 0;
  for (let at = text.length - CHECKSUM_LENGTH; at < text.length; at += 1) {
    value = value * 62 + digitOf(text.charCodeAt(at));
  }
  return value;
}

/** As `ALPHABET` has them: 0 to 9, A to Z, a to z. */
function digitOf(code: number): number {
  if (code <= 0x39) return code - 0x30;
  return code <= 0x5a ? code - 0x41 + 10 : code - 0x61 + 36;
}

function base62(value: bigint): string {
  let text = '';
  for (let rest = value; text.length < RANDOM_LENGTH; rest /= 62n) {
    text = (ALPHABET[Number(rest % 62n)] ?? '') + text;
  }
  return text;
}
