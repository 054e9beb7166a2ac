import {
  attributePath,
  type DiagnosticCollector,
  type DiagnosticText,
  isUnknown,
} from '../framework';
import { type ConfiguredDelivery, deliveryFaults } from './key-delivery';
import { type ConfiguredRotation, DEFAULT_OVERLAP } from './key-rotation';
import { parsePeriodMs } from './period';

/** What contradicts itself in the configuration of a key; what is unknown is judged once it is known. */
export function validateKey(
  config: ConfiguredDelivery & { readonly rotation: ConfiguredRotation },
  { diagnostics }: { readonly diagnostics: DiagnosticCollector },
): void {
  for (const fault of deliveryFaults(config)) diagnostics.error(fault);
  for (const fault of rotationFaults(config.rotation)) diagnostics.error(fault);
}

export function rotationFaults(rotation: ConfiguredRotation): readonly DiagnosticText[] {
  if (rotation === null || isUnknown(rotation)) return [];
  const { every, overlap, early_window: early } = rotation;
  if (early !== null && every === null) {
    return [
      fault(
        'early_window',
        '`rotation.early_window` is the time before `rotation.every` is over: set that as well, or ' +
          'remove this.',
      ),
    ];
  }
  if (typeof every !== 'string' || isUnknown(early)) return [];
  const everyMs = parsePeriodMs(every);
  const earlyMs = early === null ? 0 : parsePeriodMs(early);
  if (everyMs === undefined || earlyMs === undefined) return [];
  if (earlyMs >= everyMs) {
    return [
      fault('early_window', `\`rotation.early_window\` must be shorter than \`every\`, ${every}.`),
    ];
  }
  if (isUnknown(overlap)) return [];
  const overlapMs = parsePeriodMs(overlap ?? DEFAULT_OVERLAP);
  if (overlapMs === undefined || overlapMs < everyMs - earlyMs) return [];
  const less = early === null ? '' : ` less \`early_window\`, ${early}`;
  const given = overlap === null ? `${DEFAULT_OVERLAP} where it is absent` : overlap;
  return [
    fault(
      overlap === null ? 'every' : 'overlap',
      `\`rotation.overlap\`, ${given}, must be shorter than \`every\`, ${every}${less}: else the next ` +
        'rotation would be due before the last one is over.',
    ),
  ];
}

function fault(name: string, detail: string): DiagnosticText {
  return {
    summary: 'Impossible rotation',
    detail,
    attribute: attributePath('rotation', name),
  };
}
