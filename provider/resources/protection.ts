import type { ProtectAction, Usage, UsageCaller, UsedFamily } from '../client';
import type { DiagnosticText } from '../framework';

/** Of federated identities Keyplane knows when they were last used, and no more. */
export type GuardedFamily = UsedFamily | '/v1/federated-identities';

/** What may be in use. */
export interface Subject {
  readonly family: GuardedFamily;
  readonly id: string;
  /** For the beginning of a sentence: `Service account key "deploy"`. */
  readonly label: string;
}

export function isSubject(json: unknown): json is Subject {
  if (typeof json !== 'object' || json === null) return false;
  const { family, id, label } = json as Record<string, unknown>;
  return typeof family === 'string' && family in ENDS && [id, label].every(isText);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

/** What a plan is about to do to it. */
export type Threat =
  | { readonly kind: 'destroyed' }
  | { readonly kind: 'replaced' }
  | { readonly kind: 'disabled' }
  | { readonly kind: 'cut-short'; readonly from: string; readonly to: string }
  | {
      readonly kind: 'narrowed';
      readonly attribute: string;
      /** After "will": `lose 2 permissions`. */
      readonly what: string;
      /** A sentence. */
      readonly consequence: string;
    };

export type Threats = readonly [Threat, ...Threat[]];

export interface UseQuestion {
  readonly subject: Subject;
  readonly threats: Threats;
  /** A period such as `7d`. */
  readonly within: string;
  readonly action: ProtectAction;
}

export interface Judgement {
  readonly severity: 'warning' | 'error';
  readonly text: DiagnosticText;
}

/** Undefined where nobody used it within the period, which Keyplane judges by its own clock. */
export function judgeUse(question: UseQuestion, usage: Usage): Judgement | undefined {
  const { subject, threats, within } = question;
  if (usage.keys_used === 0) return undefined;
  const isDestroyed = threats.some(({ kind }) => kind === 'destroyed');
  // Where its successor stands already it is left over from a replacement: it must be able to go.
  const isLeftOver = usage.superseded && isDestroyed;
  const severity = question.action === 'error' && !isLeftOver ? 'error' : 'warning';
  const paragraphs = [
    describeUsage(subject, usage, within),
    threats.map((threat) => consequenceOf(threat, subject.family)).join(' '),
    isLeftOver
      ? 'A newer one of the same name stands in its place already: move to it whoever still uses this one.'
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

/** Where it could not be found out; `why` is a sentence. */
export function judgeUnknownUse(question: UseQuestion, why: string): Judgement {
  const { subject, threats, within, action } = question;
  const paragraphs = [
    `Nobody knows whether it was used within the last ${within}: ${why}`,
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

/** With its ID: two may have one name, and Terraform shows but the first of equal summaries. */
export function withId({ label, id }: Pick<Subject, 'label' | 'id'>): string {
  return label.includes(id) ? label : `${label} (${id})`;
}

function predicateOf(threats: Threats, severity: Judgement['severity']): string {
  const modal = severity === 'error' ? 'must not' : 'will';
  return `${modal} ${joined(threats.map(verbOf))}`;
}

function verbOf(threat: Threat): string {
  switch (threat.kind) {
    case 'destroyed':
    case 'replaced':
    case 'disabled':
      return `be ${threat.kind}`;
    case 'cut-short':
      return 'expire earlier';
    case 'narrowed':
      return threat.what;
  }
}

function attributeOf(threat: Threat): Pick<DiagnosticText, 'attribute'> {
  switch (threat.kind) {
    case 'destroyed':
    case 'replaced':
      return {};
    case 'disabled':
      return { attribute: 'enabled' };
    case 'cut-short':
      return { attribute: 'expires_at' };
    case 'narrowed':
      return { attribute: threat.attribute };
  }
}

const SHOWN_CALLERS = 5;

function describeUsage(subject: Subject, usage: Usage, within: string): string {
  const { uses, callers, other_callers: unlisted } = usage;
  const last = `last at ${usage.last_used_at}`;
  if (uses === 0) return `It was used within the last ${within}, ${last}.`;
  const below = isKey(subject.family)
    ? 'It was used'
    : `${usage.keys_used === 1 ? 'One key' : `${usage.keys_used} keys`} below it ` +
      `${usage.keys_used === 1 ? 'was' : 'were'} used`;
  const first = `${below} ${times(uses)} within the last ${within}, ${last}`;
  const shown = callers.slice(0, SHOWN_CALLERS);
  if (shown.length === 0) return `${first}.`;
  const others = callers.length - shown.length + unlisted;
  // Terraform leaves lines that begin with a space as they are.
  return [
    `${first}:`,
    ...shown.map((caller) => `  - ${describeCaller(caller)}`),
    ...(others > 0 ? [`  - and by ${others === 1 ? 'one other' : `${others} others`}`] : []),
  ].join('\n');
}

function describeCaller({ kind, id, name, uses, last_used_at: lastUsedAt }: UsageCaller): string {
  const who = kind === 'address' ? `from ${id}` : `at ${name === null ? id : `"${name}" (${id})`}`;
  return `${times(uses)} ${who}, last at ${lastUsedAt}`;
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}

function isKey(family: GuardedFamily): boolean {
  return (
    family === '/v1/application-keys' ||
    family === '/v1/service-account-keys' ||
    family === '/v1/service-key-tokens'
  );
}

const KEY_ENDS =
  'Calls with it are refused from then on, for good: another key has another client ID and secret.';
const MOVE_CALLERS =
  'Instead, give whoever uses it another key, and destroy this one once nobody does. To see who is ' +
  'left, set `enabled = false` first: that can be taken back at once.';

/** What ends with it, and what to do instead. */
const ENDS: Readonly<Record<GuardedFamily, { consequence: string; advice: string }>> = {
  '/v1/application-keys': { consequence: KEY_ENDS, advice: MOVE_CALLERS },
  '/v1/service-account-keys': { consequence: KEY_ENDS, advice: MOVE_CALLERS },
  '/v1/service-key-tokens': { consequence: KEY_ENDS, advice: MOVE_CALLERS },
  '/v1/service-accounts': {
    consequence: 'All its keys end with it, for good, and whom it trusts is trusted no more.',
    advice:
      'Instead, give whoever uses its keys those of another account, and destroy this one once ' +
      'nobody does. To see who is left, set `enabled = false` first: that can be taken back at once.',
  },
  '/v1/roles': {
    consequence: 'Whoever holds it loses its permissions at once.',
    advice: 'Instead, first give its service accounts another role with the same permissions.',
  },
  '/v1/service-keys': {
    consequence: 'All its tokens end with it, for good.',
    advice:
      'Instead, give whoever uses its tokens those of another service key, and destroy this one ' +
      'once nobody does.',
  },
  '/v1/federated-identities': {
    consequence: 'Whom it trusts acts for its service account no more, for good.',
    advice: 'Instead, first give whoever relies on it another federated identity, or a key.',
  },
  '/v1/members': {
    consequence: 'Their application keys and personal tokens end with the membership, for good.',
    advice: 'Instead, first give what runs on their keys those of a service account.',
  },
};

function consequenceOf(threat: Threat, family: GuardedFamily): string {
  switch (threat.kind) {
    case 'destroyed':
      return ENDS[family].consequence;
    case 'replaced':
      return isKey(family)
        ? 'The new key has another client ID and secret; this one is refused as soon as it is ' +
            'destroyed, with `create_before_destroy` too: that is later in the same apply.'
        : `The new one does not take over. ${ENDS[family].consequence}`;
    case 'disabled':
      if (isKey(family)) return 'Calls with it are refused for as long as it is disabled.';
      return family === '/v1/federated-identities'
        ? 'Nobody is trusted by it for as long as it is disabled.'
        : 'None of its keys is accepted for as long as it is disabled.';
    case 'cut-short':
      return `It will expire at ${threat.to}, not at ${threat.from}; then calls with it are refused.`;
    case 'narrowed':
      return threat.consequence;
  }
}

function adviceOn(threat: Threat, family: GuardedFamily): string {
  switch (threat.kind) {
    case 'destroyed':
      return ENDS[family].advice;
    case 'replaced':
      return isKey(family)
        ? 'Instead, renew the secret by `rotation`, where the old one works beside the new for a ' +
            'while; or declare the new key beside this one, and remove this one once nobody uses it.'
        : ENDS[family].advice;
    case 'disabled':
    case 'cut-short':
      return 'Instead, first give whoever uses it another key.';
    case 'narrowed':
      return 'Instead, first see to it that whoever uses it does without what is taken away.';
  }
}

function howToGoOn({ id }: Subject): string {
  return (
    'This is refused since `protect_action` is "error". To go on all the same, for one run, set ' +
    `KEYPLANE_PROTECT_EXCEPT=${id} in the environment (several with commas, * for everything), or ` +
    "name it in the provider's `protect_except`: then this is a warning."
  );
}

/** From `enabled` in the state and in the plan. */
export function disabling(
  before: { readonly enabled: boolean | null },
  planned: { readonly enabled: unknown },
): readonly Threat[] {
  return before.enabled !== false && planned.enabled === false ? [{ kind: 'disabled' }] : [];
}

const NAMED = 10;

/** A narrowing by what is taken away, which ends its sentence; none where nothing is. */
export function takenFrom(
  taken: readonly string[],
  narrowing: Pick<Threat & { kind: 'narrowed' }, 'attribute' | 'what' | 'consequence'>,
): readonly Threat[] {
  if (taken.length === 0) return [];
  const named = [...taken].sort().slice(0, NAMED);
  const others = taken.length - named.length;
  const list = [...named.map((name) => `\`${name}\``), ...(others > 0 ? [`${others} more`] : [])];
  const consequence = `${narrowing.consequence}: ${joined(list)}.`;
  return [{ kind: 'narrowed', ...narrowing, consequence }];
}

/** `lose 2 permissions` */
export function losing(taken: readonly string[], noun: string): string {
  return `lose ${taken.length === 1 ? `a ${noun}` : `${taken.length} ${noun}s`}`;
}

export function joined(words: readonly string[]): string {
  const last = words.at(-1) ?? '';
  const others = words.slice(0, -1);
  return others.length === 0 ? last : `${others.join(', ')} and ${last}`;
}
