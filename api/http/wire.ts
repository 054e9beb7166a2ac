import { extendZodWithOpenApi } from '@asteasolutions/zod-to-openapi';
import { z } from 'zod';
import { parseInstant } from '../domain/instant';
import { type Kind, KINDS, nounOf } from '../domain/kinds';
import type { SortField } from '../domain/page';
import { holdsSecret } from '../domain/secret';
import { withArticle } from '../lib/with-article';
import { MAX_PERIOD_SECONDS, parsePeriodSeconds, PERIOD_PATTERN } from '../domain/period';
import { periodPattern } from './period-pattern';
import { periodFault } from './value-fault';

extendZodWithOpenApi(z);

export { z };

// Control characters and the bidirectional overrides and isolates, which can disguise a name; and
// halves of surrogate pairs, which UTF-8 cannot express, so they would come back as a different
// text.
const BIDIRECTIONAL = String.raw`\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069\u2028\u2029`;
const DECEPTIVE = new RegExp(String.raw`[\p{Cc}\p{Cs}${BIDIRECTIONAL}]`, 'u');

/**
 * The same characters as ranges that every dialect of regular expressions reads. Halves of surrogate pairs
 * are missing, because no JSON text contains one.
 */
const NOT_SHOWN = String.raw`\u0000-\u001F\u007F-\u009F${BIDIRECTIONAL}`;
const NOT_SHOWN_IN_LINES = String.raw`\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F${BIDIRECTIONAL}`;
export const LINE_PATTERN = `^[^${NOT_SHOWN}]*$`;
const LINES_PATTERN = `^[^${NOT_SHOWN_IN_LINES}]*$`;
/** At least one character is not white space. Otherwise `trim` would leave nothing. */
const NAME_PATTERN = String.raw`^[^${NOT_SHOWN}]*[^${NOT_SHOWN}\s\uFEFF][^${NOT_SHOWN}]*$`;

function printable(text: string): boolean {
  return !DECEPTIVE.test(text);
}

function printableInLines(text: string): boolean {
  return printable(text.replace(/[\n\r\t]/g, ''));
}

const PRINTABLE_MESSAGE =
  'Control and bidirectional characters and lone surrogates are not allowed.';

/**
 * JSON Schema counts characters. JavaScript counts two for each character beyond the first 65,536.
 */
const atMost = (characters: number) => (text: string) =>
  text.length <= characters || [...text].length <= characters;

export const holdsNoSecret = (text: string) => !holdsSecret(text);

export const SECRET_MESSAGE =
  'This text contains a Keyplane secret. Remove the secret from the text, and revoke its ' +
  'key, because it counts as leaked.';

/** Keyplane's own rules use the same codes as the library's rules for the same fault. */
const tooSmall = (message: string) => ({ message, params: { code: 'too_small' } });
const tooBig = (message: string) => ({ message, params: { code: 'too_big' } });

/** A text in which only the length matters, counted as the document counts it. */
export const text = (least: number, most: number) =>
  z
    .string()
    .refine(
      (given) => given.length >= least,
      tooSmall(
        least === 1 ? 'This must not be empty.' : `This must have at least ${least} characters.`,
      ),
    )
    .refine(atMost(most), tooBig(`This must have at most ${most} characters.`))
    .openapi({ minLength: least, maxLength: most });

/** A line of text that any database can store, and in which no character disguises another. */
export const line = (least: number, most: number) =>
  text(least, most)
    .refine(printable, PRINTABLE_MESSAGE)
    .openapi({
      pattern: LINE_PATTERN,
      'x-must-be': `a line of ${least} to ${most} characters, without control characters`,
    });

/** Gives texts that look the same the same spelling: a decomposed accent is composed (Unicode NFC). */
const composed = (given: string) => given.normalize('NFC');

/** A name for people: 1 to 200 characters, one line. Names need not be unique. */
export const name = z
  .string()
  // The text is composed before it is counted: some single characters become two, and some pairs
  // become one.
  .overwrite(composed)
  .refine((given) => given.trim() !== '', tooSmall('A name must not be empty.'))
  .refine(atMost(200), tooBig('A name must have at most 200 characters.'))
  .refine(printable, PRINTABLE_MESSAGE)
  .refine(holdsNoSecret, SECRET_MESSAGE)
  .trim()
  .openapi({
    minLength: 1,
    maxLength: 200,
    pattern: NAME_PATTERN,
    'x-must-be': 'a line of 1 to 200 characters, without control characters',
  });

/** Line breaks of Windows are changed to plain ones. */
const withPlainLineBreaks = (given: string) => given.replace(/\r\n?/g, '\n');

/** Text for people that may have several lines. */
const lines = (least: number, most: number, what: string) =>
  z
    .string()
    .overwrite((given) => composed(withPlainLineBreaks(given)))
    .refine((given) => given.length >= least, tooSmall(`${what} must not be empty.`))
    .refine(atMost(most), tooBig(`${what} must have at most ${most} characters.`))
    .refine(printableInLines, PRINTABLE_MESSAGE)
    .refine(holdsNoSecret, SECRET_MESSAGE)
    .openapi({
      ...(least > 0 && { minLength: least }),
      maxLength: most,
      pattern: LINES_PATTERN,
      'x-must-be': `${least > 0 ? `${least} to` : 'at most'} ${most} characters, without control characters other than line breaks and tabs`,
    });

export const description = lines(0, 2000, 'A description');

export const reason = lines(1, 200, 'A reason');

/**
 * A text that a list is searched for.
 * @param what the objects, in the plural
 * @param containing the fields that contain the text
 * @param beginning the IDs that begin with it
 */
export const search = (what: string, containing: string, beginning: string) =>
  z
    .string()
    .overwrite(composed)
    .refine((given) => given.trim() !== '', tooSmall('The text to search for must not be empty.'))
    .refine(atMost(100), tooBig('The text to search for must have at most 100 characters.'))
    .refine(printable, PRINTABLE_MESSAGE)
    .refine(holdsNoSecret, SECRET_MESSAGE)
    .trim()
    .openapi({
      minLength: 1,
      maxLength: 100,
      pattern: NAME_PATTERN,
      description:
        `Only ${what} whose ${containing} contains this text, in any case, or whose ${beginning} begins ` +
        'with it. Secrets are not searched.',
      example: 'deploy',
    })
    .optional();

/** The text of a filter. PostgreSQL accepts no NUL, so every character must be printable. */
export const searched = (maxLength: number) => line(1, maxLength);

export function id(kind: Kind) {
  const { prefix } = KINDS[kind];
  const what = nounOf(kind);
  return z
    .string()
    .max(64)
    .regex(
      new RegExp(`^${prefix}_[0-9a-z]{1,60}$`),
      `The ID of ${withArticle(what)} must start with ${prefix}_.`,
    )
    .openapi({
      example: `${prefix}_01k9t3x0v6m8q2w4e5r7y9z1ab`,
      'x-must-be': `the ID of ${withArticle(what)}, which begins with \`${prefix}_\``,
    });
}

/** JSON numbers beyond 2^53 lose digits on their way, so they are refused. */
export const wholeNumber = (least: number, most: number = Number.MAX_SAFE_INTEGER) => {
  const message = `This must be a whole number from ${least} to ${most}.`;
  return z.int(message).min(least, message).max(most, message);
};

/** RFC 3339 with an offset, in any spelling; answers are in UTC with `Z` and milliseconds. */
export const instant = z
  .string()
  .refine(
    (text) => parseInstant(text) !== undefined,
    'This must be an RFC 3339 time such as 2027-01-31T09:00:00Z.',
  )
  .refine(hasFourDigitYear, 'The time must lie between the years 0000 and 9999 in UTC.')
  // From here on two spellings of one moment are the same text.
  .overwrite((text) => (hasFourDigitYear(text) ? parseInstant(text)?.toISOString() : text) ?? text)
  .openapi({ format: 'date-time', example: '2027-01-31T09:00:00.000Z' });

export const instantOrNever = z
  .union([z.literal('never'), instant], {
    message: 'This must be an RFC 3339 time such as 2027-01-31T09:00:00Z, or "never".',
  })
  .openapi({
    example: '2027-01-31T09:00:00.000Z',
    'x-must-be': 'an RFC 3339 time such as "2030-01-31T09:00:00Z", or "never"',
  });

export const period = z
  .string()
  .regex(PERIOD_PATTERN, { error: ({ input }) => periodFault(String(input)) })
  .refine(
    (text) => (parsePeriodSeconds(text) ?? 0) <= MAX_PERIOD_SECONDS,
    tooBig('A period must be at most 36500d (a hundred years).'),
  )
  .openapi({
    example: '30d',
    pattern: periodPattern(1, MAX_PERIOD_SECONDS),
    'x-maximum-period': '36500d',
    'x-must-be': 'a whole number and a unit of s, m, h, d or w, such as "30d", at most "36500d"',
  });

/** A whole number in a query: decimal digits and nothing else, so no `0x2`, no `2e0` and no space. */
export const wholeNumberInQuery = (least: number, most: number) => {
  const message = `This must be a whole number from ${least} to ${most}, in decimal digits.`;
  return z
    .string(message)
    .regex(/^[0-9]{1,16}$/, message)
    .transform(Number)
    .refine((number) => number >= least, tooSmall(message))
    .refine((number) => number <= most, tooBig(message))
    .openapi({ type: 'integer', minimum: least, maximum: most });
};

const MOST_VALUES = 100;

/** A filter that takes several values, as `?id=a&id=b`. */
export const several = <T extends z.ZodType>(item: T) =>
  z.preprocess(
    (given) => (typeof given === 'string' ? [given] : given),
    z.array(item).min(1).max(MOST_VALUES),
  );

export type SortOrder = SortField | `-${SortField}`;

const LETTERS =
  'Upper and lower case A to Z are equal, and other characters are in the order of their code points.';

const SORT_TEXTS: Readonly<Record<SortField, string>> = {
  created_at: '`-created_at`: newest first. `created_at`: oldest first.',
  name: `\`name\`: by name. \`-name\`: the reverse. ${LETTERS}`,
  description: `\`description\`: by description. \`-description\`: the reverse. ${LETTERS}`,
  last_used_at:
    '`last_used_at`: the longest unused first, starting with those that were never used. ' +
    '`-last_used_at`: the most recently used first.',
  expires_at:
    '`expires_at`: those that expire first, and at the end those that never expire. ' +
    '`-expires_at`: the reverse.',
};

/**
 * @param item the schema of an item's ID
 * @param fields what the list can be sorted by
 */
export const pageQuery = <T extends z.ZodType<string>>(
  item: T,
  fields: readonly SortField[] = ['created_at'],
) =>
  z.strictObject({
    page_size: wholeNumberInQuery(1, 1000).default(100).openapi({
      default: 100,
      description: 'Maximum number of items on a page.',
    }),
    page_token: text(0, 600)
      .optional()
      .openapi({
        description:
          'The `next_page_token` of the previous page. It is valid only for the same list, ' +
          'caller, `sort` and filters.',
      }),
    sort: z
      .enum(fields.flatMap((field): SortOrder[] => [`-${field}`, field]))
      .default('-created_at')
      .openapi({ description: fields.map((field) => SORT_TEXTS[field]).join(' ') }),
    id: several(item)
      .optional()
      .openapi({
        description:
          'Only objects with one of these IDs. Repeat the parameter for several IDs, at most ' +
          `${MOST_VALUES}.`,
      }),
  });

export function pageOf<T extends z.ZodType>(item: T) {
  return z.strictObject({
    items: z.array(item),
    next_page_token: z.string().nullable().openapi({
      description: 'Pass this as `page_token` to get the next page. `null` on the last page.',
    }),
  });
}

/**
 * An offset can move the last hours of 9999 and the first of 0000 out of the range of RFC 3339. A
 * text that is not a time has been refused already.
 */
function hasFourDigitYear(text: string): boolean {
  const year = parseInstant(text)?.getUTCFullYear();
  return year === undefined || (year >= 0 && year <= 9999);
}
