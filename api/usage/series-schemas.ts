import { isCalendarDay } from '../domain/instant';
import { KEY_FAMILIES, KINDS } from '../domain/kinds';
import { instant, z } from '../http/wire';
import { dayText, utcDayOf } from './usage';
import { MAX_SHOWN_CALLERS } from './usage-report';
import { callerSchema, callerToWire } from './usage-schemas';
import {
  DEFAULT_SERIES_DAYS,
  MAX_SERIES_DAYS,
  type DayWindow,
  type UsageSeries,
} from './usage-series';

const PREFIXES = KEY_FAMILIES.map((family) => KINDS[family].prefix);

export const seriesParams = z.strictObject({
  key_id: z
    .string()
    .max(64)
    .regex(
      new RegExp(`^(${PREFIXES.join('|')})_[0-9a-z]{1,60}$`),
      `The ID of a key must start with ${PREFIXES.map((prefix) => `${prefix}_`).join(' or ')}.`,
    )
    .openapi({ example: 'sak_01k9t3x0v6m8q2w4e5r7y9z1ab' }),
});

const DAY_MESSAGE = 'This must be a day such as 2027-01-31, as YYYY-MM-DD.';

const day = z
  .string()
  .regex(/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/, DAY_MESSAGE)
  .refine(isCalendarDay, DAY_MESSAGE)
  .openapi({ format: 'date', example: '2027-01-31', 'x-must-be': 'a day, as YYYY-MM-DD' });

export const seriesQuery = z.strictObject({
  from: day.optional().openapi({
    description:
      `The first day, in UTC. It can be at most ${MAX_SERIES_DAYS - 1} days before today. If absent, ` +
      `the series has ${DEFAULT_SERIES_DAYS} days.`,
  }),
  to: day.optional().openapi({
    description: 'The last day, in UTC, which is included. If absent, today.',
  }),
  interval: z.literal('day').default('day').openapi({
    default: 'day',
    description: 'How long each point of the series is. Keyplane counts uses by UTC day.',
  }),
});

export const seriesSchema = z
  .strictObject({
    key_id: z.string().openapi({
      description: 'ID of the key.',
      example: 'sak_01k9t3x0v6m8q2w4e5r7y9z1ab',
    }),
    from: day.openapi({ description: 'The first day, in UTC.' }),
    to: day.openapi({ description: 'The last day, in UTC.' }),
    interval: z.literal('day').openapi({ description: 'How long each point is.' }),
    last_used_at: instant.nullable().openapi({
      description:
        'When the key was last used, even if that was outside of the series. Uses of the last ' +
        'minute may be missing.',
    }),
    uses: z.number().int().openapi({ description: 'Number of uses on all these days.' }),
    points: z
      .array(
        z
          .strictObject({
            day: day.openapi({ description: 'The day, in UTC.' }),
            uses: z.number().int().openapi({
              description: 'Number of uses on this day. 0 if there were none.',
              example: 42,
            }),
          })
          .openapi('UsagePoint'),
      )
      .max(MAX_SERIES_DAYS)
      .openapi({ description: 'One point for each day, oldest first.' }),
    callers: z.array(callerSchema).max(MAX_SHOWN_CALLERS).openapi({
      description: 'Callers on all these days, most uses first.',
    }),
    other_callers: z.number().int().openapi({
      description: 'Number of further callers that are not listed. The real number may be higher.',
    }),
  })
  .openapi('UsageSeries');

export function windowFrom({ from, to }: z.output<typeof seriesQuery>): Partial<DayWindow> {
  return {
    ...(from !== undefined && { from: dayOf(from) }),
    ...(to !== undefined && { to: dayOf(to) }),
  };
}

export function seriesToWire(series: UsageSeries): z.input<typeof seriesSchema> {
  return {
    key_id: series.keyId,
    from: dayText(series.from),
    to: dayText(series.to),
    interval: 'day',
    last_used_at: series.lastUsedAt?.toISOString() ?? null,
    uses: series.uses,
    points: series.points.map(({ day, uses }) => ({ day: dayText(day), uses })),
    callers: series.callers.map(callerToWire),
    other_callers: series.otherCallers,
  };
}

const dayOf = (text: string) => utcDayOf(new Date(`${text}T00:00:00Z`));
