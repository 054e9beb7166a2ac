import type { Usage, UsageCaller } from '../../client';
import { shownTime } from '../../terraform-plugin';
import type { GuardedFamily, Subject, Threat } from './threat';

/** The usage, with the federated identities that acted for a service account. */
export interface SeenUse extends Usage {
  readonly identities: readonly IdentityUse[];
  /** When Keyplane was asked, RFC 3339. It counts calls up to a minute late. */
  readonly as_of: string;
}

export interface IdentityUse {
  readonly id: string;
  readonly name: string;
  readonly last_used_at: string;
}

const SHOWN_CALLERS = 5;

export function describeUsage(subject: Subject, usage: SeenUse, within: string): string {
  const parts = [
    ...(usage.keys_used > 0 ? [describeKeyUse(subject, usage, within)] : []),
    ...(usage.keys_used > 0 && usage.uses > 0
      ? [
          `Calls are counted up to ${shownTime(usage.as_of)}. Calls of the last minute may be ` +
            'missing.',
        ]
      : []),
    ...(usage.identities.length > 0 ? [describeIdentities(usage.identities, within)] : []),
  ];
  return parts.join('\n\n');
}

function describeKeyUse(subject: Subject, usage: SeenUse, within: string): string {
  const { uses, keys_used: keys, callers, other_callers: unlisted } = usage;
  const last = `last at ${shownTime(usage.last_used_at ?? '')}`;
  if (uses === 0) return `It was used within the last ${within}, ${last}.`;
  const keysOf = KEYS_OF[subject.family] ?? { one: 'One of its keys', many: 'of its keys' };
  const below = keys === 1 ? `${keysOf.one} was used` : `${keys} ${keysOf.many} were used`;
  const what = isKey(subject.family) ? 'It was used' : below;
  const first = `${what} ${times(uses)} within the last ${within}, ${last}`;
  if (callers.length === 0) return `${first}.`;
  return listed(first, callers.map(describeCaller), unlisted);
}

const KEYS_OF: Partial<
  Readonly<Record<GuardedFamily, { readonly one: string; readonly many: string }>>
> = {
  '/v1/roles': { one: 'One key with this role', many: 'keys with this role' },
  '/v1/members': { one: 'One of their keys', many: 'of their keys' },
};

function describeIdentities(identities: readonly IdentityUse[], within: string): string {
  const by = identities.map(
    ({ id, name, last_used_at: lastUsedAt }) =>
      `"${name}" (${id}), last at ${shownTime(lastUsedAt)}`,
  );
  return listed(`Federated identities acted for it within the last ${within}`, by, 0);
}

/** Terraform leaves lines that begin with a space as they are. */
function listed(first: string, items: readonly string[], unlisted: number): string {
  const shown = items.slice(0, SHOWN_CALLERS);
  const others = items.length - shown.length + unlisted;
  return [
    `${first}:`,
    ...shown.map((item) => `  - ${item}`),
    ...(others > 0 ? [`  - and by ${others === 1 ? 'one other' : `${others} others`}`] : []),
  ].join('\n');
}

function describeCaller({ kind, id, name, uses, last_used_at: lastUsedAt }: UsageCaller): string {
  const who = kind === 'address' ? `from ${id}` : `at ${name === null ? id : `"${name}" (${id})`}`;
  return `${times(uses)} ${who}, last at ${shownTime(lastUsedAt)}`;
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
  'Every later call with it is refused. This cannot be undone: a new key has another client ID and secret.';
const MOVE_CALLERS =
  'Instead, give its users another key, and destroy this one when nobody uses it. To see who still ' +
  'uses it, set `enabled = false` first: you can undo that at any time.';

/** Terraform asks a provider the same question whether it destroys an object or only forgets it. */
const FORGOTTEN =
  'If Terraform only forgets it (`destroy = false`), nothing changes for its users.';

/** The text about what ends with the object, and what to do instead. */
const ENDS: Readonly<Record<GuardedFamily, { consequence: string; advice: string }>> = {
  '/v1/application-keys': { consequence: KEY_ENDS, advice: MOVE_CALLERS },
  '/v1/service-account-keys': { consequence: KEY_ENDS, advice: MOVE_CALLERS },
  '/v1/service-key-tokens': { consequence: KEY_ENDS, advice: MOVE_CALLERS },
  '/v1/service-accounts': {
    consequence: 'All its keys and federated identities end with it. This cannot be undone.',
    advice:
      'Instead, give its users keys of another account, and destroy this one when nobody uses ' +
      'it. To see who still uses it, set `enabled = false` first: you can undo that at any time.',
  },
  '/v1/roles': {
    consequence: 'Every service account with this role loses these permissions immediately.',
    advice: 'Instead, first give its service accounts another role with the same permissions.',
  },
  '/v1/service-keys': {
    consequence: 'All its tokens end with it. This cannot be undone.',
    advice:
      'Instead, give its users tokens of another service key, and destroy this one ' +
      'when nobody uses it.',
  },
  '/v1/federated-identities': {
    consequence:
      'The tokens that it trusts can no longer act for its service account. This cannot be undone.',
    advice: 'Instead, first give its users another federated identity, or a key.',
  },
  '/v1/members': {
    consequence:
      'Their application keys and personal tokens end with the membership. This cannot be undone.',
    advice: 'Instead, first give the programs that use their keys a key of a service account.',
  },
};

export function consequenceOf(threat: Threat, family: GuardedFamily): string {
  switch (threat.kind) {
    case 'destroyed':
      return `If Terraform destroys it: ${ENDS[family].consequence} ${FORGOTTEN}`;
    case 'tainted':
      return `It is marked as tainted, so Terraform replaces it. ${ENDS[family].consequence}`;
    case 'replaced':
      return isKey(family)
        ? 'The new key has another client ID and secret. This key is refused as soon as it is ' +
            'destroyed. With `create_before_destroy`, that is later in the same apply.'
        : `Nothing is transferred to the new object. ${ENDS[family].consequence}`;
    case 'disabled':
      if (isKey(family)) return 'Calls with it are refused while it is disabled.';
      return family === '/v1/federated-identities'
        ? 'It accepts no tokens while it is disabled.'
        : 'All of its keys are refused while it is disabled.';
    case 'cut-short':
      return `${expiryChange(threat.from, threat.to)} After that, calls with it are refused.`;
    case 'narrowed':
      return threat.consequence;
  }
}

function expiryChange(from: string, to: string): string {
  const before =
    from === 'never'
      ? 'Currently it never expires.'
      : `Currently it expires at ${shownTime(from)}.`;
  return `It will expire at ${shownTime(to)}. ${before}`;
}

export function adviceOn(threat: Threat, family: GuardedFamily): string {
  switch (threat.kind) {
    case 'tainted':
      return 'To keep it, run `terraform untaint` with its address.';
    case 'destroyed':
      return ENDS[family].advice;
    case 'replaced':
      return isKey(family)
        ? 'Instead, renew the secret with `rotation`: the old one remains valid for the overlap. Or ' +
            'declare a new key next to this one, and remove this one when nobody uses it.'
        : ENDS[family].advice;
    case 'disabled':
    case 'cut-short':
      return 'Instead, first give its users another key.';
    case 'narrowed':
      return 'First make sure that its users no longer need the permissions you are removing.';
  }
}

export function howToGoOn({ id }: Subject): string {
  return (
    'This is refused because `protect_action` is "error". To continue in this run only, set ' +
    `KEYPLANE_PROTECT_EXCEPT=${id} in the environment (separate several IDs with commas, or ` +
    "write * for everything). To continue in every run, add the ID to the provider's " +
    '`protect_except`. In both cases, this error becomes a warning.'
  );
}
