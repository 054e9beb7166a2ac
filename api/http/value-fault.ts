const SHOWN = /^[\w.,+-]{1,20}$/;

const PERIOD = 'Write a whole number and a unit of s, m, h, d or w, such as "90s", "12h" or "30d".';

/** Why a text is not a period: one reason, the value that was given, and what to write. */
export function periodFault(text: string): string {
  return `${periodReason(text)}${given(text)} ${PERIOD}`;
}

function periodReason(text: string): string {
  if (text === '') return 'A period must not be empty.';
  if (/^0+[a-z]*$/i.test(text)) return 'A period must be longer than 0.';
  if (/^0+\d+[a-z]+$/i.test(text)) return 'The number of a period must not have leading zeros.';
  if (/^-\d/.test(text)) return 'A period cannot be negative.';
  if (/^\d+[.,]\d+/.test(text)) return 'The number of a period must not have a fraction.';
  if (/^\d+$/.test(text)) return 'A period must have a unit.';
  if (/^\d{10,}[smhdw]$/.test(text)) return 'A period must be at most 36500d (a hundred years).';
  if (/^\d+[a-z]+$/i.test(text)) return 'This is not a unit of a period.';
  return 'This is not a period.';
}

export interface DecimalLimits {
  readonly before: number;
  readonly behind: number;
  readonly example: string;
}

/** Why a text is not an exact decimal: one reason, the value that was given, and what to write. */
export function decimalFault(text: string, limits: DecimalLimits): string {
  return `${decimalReason(text, limits)}${given(text)} Write digits and at most one point, such as "${limits.example}".`;
}

function decimalReason(text: string, { before, behind }: DecimalLimits): string {
  const [, whole = '', fraction = ''] = /^(\d+)(?:\.(\d+))?$/.exec(text) ?? [];
  if (text === '') return 'An amount must not be empty.';
  if (/^-/.test(text)) return 'An amount cannot be negative.';
  if (/^\+/.test(text)) return 'An amount must not have a sign.';
  if (/^[\d.]+e/i.test(text)) return 'An amount must not have an exponent.';
  if (text.includes(',')) return 'An amount must have a decimal point, not a comma.';
  if (/^0\d/.test(whole)) return 'An amount must not have leading zeros.';
  if (whole.length > before)
    return `An amount must have at most ${before} digits before the point.`;
  if (fraction.length > behind)
    return `An amount must have at most ${behind} digits after the point.`;
  return 'This is not an exact decimal.';
}

/** A text is shown only if it is short, as periods and amounts are and secrets are not. */
function given(text: string): string {
  return SHOWN.test(text) ? ` You gave "${text}".` : '';
}
