/** The types of settings. Each says what is wrong with a value that does not fit. */
import { availableParallelism } from 'node:os';
import { z } from '../http/wire';
import { Concealed } from '../lib/concealed';
import { MasterKeyError, parseMasterKey } from '../sealing/master-key';

const WHOLE_NUMBER = /^\d{1,9}$/;

const PROXY_NAMES = ['loopback', 'linklocal', 'uniquelocal'] as const;

export const range = z.union([z.cidrv4(), z.cidrv6()]);

export const proxy = z.union([z.enum(PROXY_NAMES), z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()]);

export const host = z.string().regex(/^[^\s/@]+$/, 'must be a host name or an IP address.');

export const emailDomain = z.string().regex(/^(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}$/);

/** A domain, and the team that its people join. */
export const joinedTeam = z
  .string()
  .regex(/^(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}=team_[0-9a-z]{1,60}$/);

const LOOPBACK = new Set(['127.0.0.1', '[::1]', 'localhost']);

/** An identity provider: https, or http on this machine, which never crosses a network. */
export function isProvider(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, search, hash, username, password } = new URL(text);
  const isPlain = [search, hash, username, password].every((part) => part === '');
  return isPlain && (protocol === 'https:' || (protocol === 'http:' && LOOPBACK.has(hostname)));
}

export function wholeNumber(least: number, most: number) {
  const message = `must be a whole number from ${least} to ${most}.`;
  return z
    .string()
    .regex(WHOLE_NUMBER, message)
    .transform(Number)
    .pipe(z.number().min(least, message).max(most, message));
}

const MOST_WORKERS = 64;
const WORKERS = `must be a whole number from 1 to ${MOST_WORKERS}, or auto.`;

/** A number of processes. `auto` is one for each processor that Node may use. */
export const workers = z
  .string()
  .regex(/^(?:auto|\d{1,9})$/, WORKERS)
  .transform((text) =>
    text === 'auto' ? Math.min(availableParallelism(), MOST_WORKERS) : Number(text),
  )
  .pipe(z.number().min(1, WORKERS).max(MOST_WORKERS, WORKERS));

export function oneOf<const T extends readonly [string, ...string[]]>(values: T) {
  return z.enum(values, { error: `must be one of ${values.join(', ')}.` });
}

export function listOf(entry: z.ZodType, what: string) {
  return z
    .string()
    .transform((text) => text.split(',').map((item) => item.trim()))
    .superRefine((items, context) => {
      const wrong = items.filter((item) => !entry.safeParse(item).success);
      if (wrong.length > 0) {
        context.addIssue(
          `must be ${what}, separated by commas. Not valid: ` +
            `${wrong.map((item) => `"${item}"`).join(', ')}.`,
        );
      }
    });
}

export function masterKey(variable: string) {
  return z.string().transform((text, context) => {
    try {
      parseMasterKey(text, variable);
    } catch (error) {
      if (!(error instanceof MasterKeyError)) throw error;
      context.addIssue(error.message);
    }
    return new Concealed(text);
  });
}

const SSL_MODES = ['disable', 'prefer', 'require', 'verify-ca', 'verify-full', 'no-verify'];

export function databaseUrlProblem(url: string): string | undefined {
  if (url.startsWith('sqlite:')) {
    const file = url.slice('sqlite:'.length);
    if (file === '' || /^\/\/[^/]/.test(file)) {
      return 'must name a file after sqlite:, such as sqlite:./data/keyplane.db.';
    }
    return undefined;
  }
  if (/^postgres(ql)?:\/\//.test(url)) {
    // An unescaped # in a password would end the host, and the rest would be printed as part of the URL.
    if (!URL.canParse(url) || new URL(url).hash !== '') {
      return 'is not a well-formed URL. Percent-encode special characters in the password (@ is %40).';
    }
    const mode = new URL(url).searchParams.get('sslmode');
    // The driver would ignore a value that it does not know.
    return mode === null || SSL_MODES.includes(mode)
      ? undefined
      : `has the unknown sslmode "${mode}". Use one of: ${SSL_MODES.join(', ')}. The safest is verify-full.`;
  }
  return 'must start with sqlite: or postgres://.';
}

export function isSmtpUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  return (protocol === 'smtp:' || protocol === 'smtps:') && hostname !== '';
}

export function isSender(text: string): boolean {
  const named = /^[^<>@"\p{Cc}]*<([^<>\s]+)>$/u.exec(text);
  return z.email().safeParse(named?.[1] ?? text).success;
}

export function isOrigin(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  return /^https?:$/.test(url.protocol) && url.href === `${url.origin}/`;
}
