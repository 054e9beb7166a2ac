import { crc32 } from 'node:zlib';
import { SECRET_KINDS } from '../client';
import { bool, defineFunction, nullable, object, parameter, string } from '../terraform-plugin';

const GRAMMAR = /^(kp[ast])_([0-9A-Za-z]{43})([0-9A-Za-z]{6})$/;
const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

export interface ParsedSecret {
  /** Null if the text does not follow the grammar of secrets. */
  readonly kind: string | null;
  readonly checksum_valid: boolean;
  readonly masked: string | null;
}

/** `<prefix>_<43 base62 characters><6 base62 characters: CRC-32 of what precedes>` */
export function parseSecret(text: string): ParsedSecret {
  const [, prefix = '', random = '', checksum] = GRAMMAR.exec(text) ?? [];
  if (checksum === undefined) return { kind: null, checksum_valid: false, masked: null };
  return {
    kind: SECRET_KINDS[prefix] ?? null,
    checksum_valid: base62(crc32(`${prefix}_${random}`)).padStart(6, '0') === checksum,
    masked: `${prefix}_${random.slice(0, 4)}…${checksum.slice(-4)}`,
  };
}

export const parseSecretFunction = defineFunction({
  name: 'parse_secret',
  summary: 'Returns the kind of a Keyplane secret',
  description:
    'Returns, without asking Keyplane, the kind of a secret (`application_key`, ' +
    '`service_account_key` or `token`; null if the text is not a secret), whether its ' +
    'checksum is correct, and its masked form, which is not secret. A correct checksum does ' +
    'not mean that the secret is valid. If the argument is sensitive, the result is sensitive ' +
    'too. You can safely use `nonsensitive(…)` on its parts.',
  parameters: [parameter('secret', string, { description: 'The secret, such as `kps_…`.' })],
  returns: object({ kind: nullable(string), checksum_valid: bool, masked: nullable(string) }),
  call: parseSecret,
});

function base62(value: number): string {
  const rest = Math.floor(value / 62);
  return (rest === 0 ? '' : base62(rest)) + (ALPHABET[value % 62] ?? '');
}
