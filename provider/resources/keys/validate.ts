import {
  type DiagnosticCollector,
  type DiagnosticText,
  isUnknown,
  type Unknown,
} from '../../terraform-plugin';
import { type ConfiguredDelivery, deliveryFaults } from './delivery';
import { type ConfiguredRotation, DEFAULT_OVERLAP } from './rotation';
import { fieldRule } from '../../definitions/field-rules';
import { parsePeriodMs } from '../../definitions/period';
import { ruleViolations } from '../../definitions/rule-violations';

/**
 * Contradictions in the configuration of a key. Unknown values are judged later, when they are
 * known.
 */
export function validateKey(
  config: ConfiguredDelivery & { readonly rotation: ConfiguredRotation },
  { diagnostics }: { readonly diagnostics: DiagnosticCollector },
): void {
  for (const fault of deliveryFaults(config)) diagnostics.error(fault);
  for (const fault of rotationFaults(config.rotation)) diagnostics.error(fault);
}

/**
 * The error points at `rotation` as a whole, because terraform finds no line for what is inside a
 * nested attribute.
 */
export function rotationFaults(rotation: ConfiguredRotation): readonly DiagnosticText[] {
  if (rotation === null || isUnknown(rotation)) return [];
  const malformed = PERIODS.flatMap((name) => {
    const period = rotation[name];
    if (typeof period === 'string' && ZERO.test(period)) return [fault(zeroPeriod(name, period))];
    return ruleViolations(PERIOD, period ?? null).map((problem) =>
      fault(`\`rotation.${name}\` ${typeof problem === 'string' ? problem : problem.message}.`),
    );
  });
  if (malformed.length > 0) return malformed;
  const impossible = impossibility(rotation);
  return impossible === undefined ? [] : [fault(impossible)];
}

/** Every period that Keyplane accepts has the same form and the same limit. */
const PERIOD = fieldRule('/v1/service-account-keys', 'expires_in');

const PERIODS = ['every', 'overlap', 'early_window'] as const;

const ZERO = /^0+[smhdw]$/;

function zeroPeriod(name: (typeof PERIODS)[number], period: string): string {
  const remedy = {
    every: 'Remove it if the secret should not be rotated periodically.',
    overlap:
      'Set it to "1s" if the old secret should end immediately. Its default is ' +
      `${DEFAULT_OVERLAP}.`,
    early_window: 'Remove it if the key should not be rotated early.',
  };
  return `\`rotation.${name}\` (${period}) must be longer than 0. ${remedy[name]}`;
}

function impossibility({
  every,
  overlap,
  early_window: early,
}: Exclude<ConfiguredRotation, null | Unknown>): string | undefined {
  if (early !== null && every === null) {
    return (
      '`rotation.early_window` is a time before the end of `rotation.every`. Set ' +
      '`rotation.every` as well, or remove `rotation.early_window`.'
    );
  }
  if (typeof every !== 'string' || isUnknown(early)) return undefined;
  const everyMs = parsePeriodMs(every) ?? Number.NaN;
  const earlyMs = early === null ? 0 : (parsePeriodMs(early) ?? Number.NaN);
  if (earlyMs >= everyMs) {
    return `\`rotation.early_window\` (${early}) must be shorter than \`every\` (${every}).`;
  }
  if (isUnknown(overlap)) return undefined;
  const overlapMs = parsePeriodMs(overlap ?? DEFAULT_OVERLAP) ?? Number.NaN;
  if (overlapMs < everyMs - earlyMs) return undefined;
  const less = early === null ? '' : ` minus \`early_window\` (${early})`;
  const given = overlap ?? `${DEFAULT_OVERLAP} by default`;
  return (
    `\`rotation.overlap\` (${given}) must be shorter than \`every\` (${every})${less}. Otherwise ` +
    'the next rotation would be due before the previous one is over.'
  );
}

function fault(detail: string): DiagnosticText {
  return { summary: 'Impossible rotation', detail, attribute: 'rotation' };
}
