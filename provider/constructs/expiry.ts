import { Token } from 'cdktf';
import { checked, isText, refuseValue } from './checked-props';

const DAY_MS = 86_400_000;

const UNIT_MS: Readonly<Record<string, number>> = {
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: DAY_MS,
  w: 604_800_000,
};

const RFC3339 = /^(\d{4}-\d\d-\d\dT\d\d:\d\d):(\d\d)(\.\d+)?(Z|[+-]\d\d:\d\d)$/i;

const A_TIME = 'a Date, or an RFC 3339 time such as "2030-01-31T09:00:00Z"';

/** The longest period that Keyplane accepts: a hundred years. */
const MAX_PERIOD_DAYS = 36_500;

/**
 * When a key stops working.
 *
 * @example
 * const afterThirtyDays = Expiry.after('30d');
 * const onNewYear = Expiry.at('2030-01-01T00:00:00Z');
 * const never = Expiry.never();
 */
export class Expiry {
  /**
   * The key expires this long after its creation.
   *
   * @param period a whole number and a unit of `s`, `m`, `h`, `d` or `w`, such as `30d`; at most
   * `36500d`
   * @throws Error if the text is not a period
   */
  static after(period: string): Expiry {
    checked('Expiry.after', 'period', period, 'a period, such as "30d"', isText);
    if (!Token.isUnresolved(period)) periodMs(period, 'Expiry.after');
    return new Expiry({ expiresIn: period });
  }

  /**
   * The key expires at this time.
   *
   * @param time a date, or an RFC 3339 time such as `2030-01-31T09:00:00Z`
   * @throws Error if the text is not an RFC 3339 time
   */
  static at(time: Date | string): Expiry {
    if (time instanceof Date) return new Expiry({ expiresAt: isoTime(time) });
    if (!isText(time)) refuseValue('Expiry.at', 'time', A_TIME, time);
    return new Expiry({ expiresAt: instant(time) });
  }

  /** The key never expires. */
  static never(): Expiry {
    return new Expiry({ expiresAt: 'never' });
  }

  private constructor(
    /** The expiry as the attributes of an L1 construct. */
    readonly attributes: { readonly expiresIn: string } | { readonly expiresAt: string },
  ) {}
}

/**
 * The period in milliseconds.
 *
 * @param place what the error names before the period
 * @throws Error if the text is not a period, or is longer than 36500 days
 */
export function periodMs(text: string, place?: string): number {
  const given = `${place === undefined ? '' : `${place}: `}${JSON.stringify(text)}`;
  const [, amount, unit = ''] = /^([1-9]\d{0,8})([smhdw])$/.exec(text) ?? [];
  const unitMs = UNIT_MS[unit];
  if (unitMs === undefined) {
    throw new Error(
      `${given} is not a period: write a whole number and a unit of s, m, h, d or ` +
        'w, such as "30d".',
    );
  }
  if (Number(amount) * unitMs > MAX_PERIOD_DAYS * DAY_MS) {
    throw new Error(`${given} is too long: a period is at most ${MAX_PERIOD_DAYS}d.`);
  }
  return Number(amount) * unitMs;
}

/**
 * The RFC 3339 time in milliseconds since 1970, or NaN if the text is not one. `Date` rejects leap
 * seconds, which are at 23:59:60 UTC.
 */
export function instantMs(text: string): number {
  const [, minute, second, , offset] = RFC3339.exec(text) ?? [];
  if (minute === undefined) return Number.NaN;
  if (second !== '60') return Date.parse(text);
  const next = Date.parse(`${minute}:59${offset}`) + 1000;
  return next % DAY_MS === 0 ? next : Number.NaN;
}

function instant(text: string): string {
  if (Token.isUnresolved(text) || !Number.isNaN(instantMs(text))) return text;
  throw new Error(
    `${JSON.stringify(text)} is not an RFC 3339 time such as "2030-01-31T09:00:00Z"; for a period ` +
      'use Expiry.after("30d"), for a key that never expires Expiry.never().',
  );
}

function isoTime(date: Date): string {
  if (Number.isNaN(date.getTime())) throw new Error('Expiry.at was given an invalid Date.');
  return date.toISOString();
}
