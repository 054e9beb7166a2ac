import type { ProtectAction } from '../../client';
import type { DiagnosticText } from '../../terraform-plugin';
import { joined, type Subject, type Threat, type Threats, withId } from './threat';
import { adviceOn, consequenceOf, describeUsage, howToGoOn, type SeenUse } from './use-texts';

export interface UseQuestion {
  readonly subject: Subject;
  readonly threats: Threats;
  /** A period such as `7d`. */
  readonly within: string;
  readonly action: ProtectAction;
  /** False if this apply created the object's replacement. True by default. */
  readonly mayBeLeftOver?: boolean;
}

export interface Judgment {
  readonly severity: 'warning' | 'error';
  readonly text: DiagnosticText;
}

/** Undefined if it was not used within the period, which Keyplane measures by its own clock. */
export function judgeUse(question: UseQuestion, usage: SeenUse): Judgment | undefined {
  const { subject, threats, within } = question;
  if (usage.keys_used === 0 && usage.identities.length === 0) return undefined;
  const isDestroyed = threats.some(({ kind }) => kind === 'destroyed');
  // If its successor exists already, it is left over from a replacement, and it must be possible to
  // remove it.
  const isLeftOver = usage.superseded && isDestroyed && question.mayBeLeftOver !== false;
  const severity = question.action === 'error' && !isLeftOver ? 'error' : 'warning';
  const paragraphs = [
    describeUsage(subject, usage, within),
    threats.map((threat) => consequenceOf(threat, subject.family)).join(' '),
    isLeftOver
      ? 'A newer object with the same name has already replaced it. Move the remaining users to ' +
        'the newer one.'
      : adviceOn(threats[0], subject.family),
    ...(severity === 'error' ? [howToGoOn(subject)] : []),
  ];
  return {
    severity,
    text: {
      summary: `${withId(subject)} is in use and ${predicateOf(threats, severity)}`,
      detail: paragraphs.join('\n\n'),
      ...attributeOf(threats[0]),
    },
  };
}

/** The report if the usage could not be found out. `why` is a sentence. */
export function judgeUnknownUse(question: UseQuestion, why: string): Judgment {
  const { subject, threats, within, action } = question;
  const paragraphs = [
    `It is unknown whether it was used within the last ${within}: ${why}`,
    threats.map((threat) => consequenceOf(threat, subject.family)).join(' '),
    ...(action === 'error' ? [howToGoOn(subject)] : []),
  ];
  const severity = action === 'error' ? 'error' : 'warning';
  return {
    severity,
    text: {
      summary: `${withId(subject)} may be in use and ${predicateOf(threats, severity)}`,
      detail: paragraphs.join('\n\n'),
      ...attributeOf(threats[0]),
    },
  };
}

/** Continues a sentence about the object: `must not be destroyed`. */
export function predicateOf(threats: Threats, severity: Judgment['severity']): string {
  const modal = severity === 'error' ? 'must not' : 'will';
  return `${modal} ${joined(threats.map(verbOf))}`;
}

function verbOf(threat: Threat): string {
  switch (threat.kind) {
    case 'destroyed':
      return 'be destroyed or forgotten';
    case 'tainted':
      return 'be replaced';
    case 'replaced':
    case 'disabled':
      return `be ${threat.kind}`;
    case 'cut-short':
      return 'expire earlier';
    case 'narrowed':
      return threat.what;
  }
}

/** The attribute of the configuration that causes a threat. */
export function attributeOf(threat: Threat): Pick<DiagnosticText, 'attribute'> {
  switch (threat.kind) {
    case 'destroyed':
    case 'replaced':
    case 'tainted':
      return {};
    case 'disabled':
      return { attribute: 'enabled' };
    case 'cut-short':
      return { attribute: 'expires_at' };
    case 'narrowed':
      return { attribute: threat.attribute };
  }
}
