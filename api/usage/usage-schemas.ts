import { parsePeriodSeconds } from '../domain/period';
import { instant, period, z } from '../http/wire';
import { USAGE_DAYS } from './usage-days';
import { MAX_SHOWN_CALLERS, type UsageCaller, type UsageReport } from './usage-report';
import type { UsageQuery } from './usage-report-service';
import { USAGE_TARGET_PREFIXES } from './usage-targets';

const MAX_IDS = 1000;

const targetId = z
  .string()
  .max(64)
  .regex(
    new RegExp(`^(${USAGE_TARGET_PREFIXES.join('|')})_[0-9a-z]{1,60}$`),
    'This must be the ID of a key, service account, role, service key or member. It starts with ' +
      `${USAGE_TARGET_PREFIXES.map((prefix) => `${prefix}_`).join(' or ')}.`,
  )
  .openapi({ example: 'sak_01k9t3x0v6m8q2w4e5r7y9z1ab' });

export const usageQuerySchema = z
  .strictObject({
    ids: z
      .array(targetId)
      .min(1, 'Give at least one ID.')
      .max(MAX_IDS, `Give at most ${MAX_IDS} IDs at once.`),
    within: period.openapi({
      description:
        'How far back uses are counted, in whole UTC days. Keyplane keeps the last ' +
        `${USAGE_DAYS} days.`,
    }),
  })
  .openapi('UsageQuery', {
    example: { ids: ['sak_01k9t3x0v6m8q2w4e5r7y9z1ab'], within: '7d' },
  });

export const callerSchema = z
  .strictObject({
    kind: z.enum(['service', 'address']).openapi({
      description:
        'Kind of the caller. `service`: a service account or member that verified the key. ' +
        '`address`: the IP address from which the key was used directly.',
    }),
    id: z.string(),
    name: z
      .string()
      .nullable()
      .openapi({ description: 'Current name of the service that verified the key.' }),
    uses: z.number().int(),
    last_used_at: instant,
  })
  .openapi('UsageCaller');

export const usageSchema = z
  .strictObject({
    id: z.string(),
    last_used_at: instant.nullable().openapi({
      description:
        'When the object was last used, even if that was before the period. Uses of the last ' +
        'minute may be missing.',
    }),
    uses: z.number().int().openapi({ description: 'Number of uses within the period.' }),
    keys_used: z
      .number()
      .int()
      .openapi({
        description:
          'Number of keys of the object that were used within the period. For an account, ' +
          'role, service key or member, this counts only keys that the caller may see and ' +
          'that are neither expired nor revoked.',
      }),
    callers: z.array(callerSchema).max(MAX_SHOWN_CALLERS).openapi({
      description: 'Callers within the period, most uses first.',
    }),
    other_callers: z.number().int().openapi({
      description: 'Number of further callers that are not listed. The real number may be higher.',
    }),
    superseded: z.boolean().openapi({
      description:
        'Whether a newer object with the same creator, owner and name exists, for example a ' +
        'replacement that was created before this object is destroyed. Always false for a ' +
        'member.',
    }),
  })
  .openapi('Usage');

export const usageListSchema = z.strictObject({ items: z.array(usageSchema) }).openapi('UsageList');

export function usageQueryFrom(body: z.output<typeof usageQuerySchema>): UsageQuery {
  return { ids: body.ids, withinSeconds: parsePeriodSeconds(body.within) ?? 0 };
}

export function usageToWire(report: UsageReport): z.input<typeof usageSchema> {
  return {
    id: report.id,
    last_used_at: report.lastUsedAt?.toISOString() ?? null,
    uses: report.uses,
    keys_used: report.keysUsed,
    callers: report.callers.map(callerToWire),
    other_callers: report.otherCallers,
    superseded: report.superseded,
  };
}

export function callerToWire({ kind, id, name, uses, lastUsedAt }: UsageCaller) {
  return { kind, id, name, uses, last_used_at: lastUsedAt.toISOString() };
}
