import { type DiagnosticText, isUnknown, shownTime, type Unknown } from '../../terraform-plugin';
import { DEFAULT_CLAIM_WINDOW, type SecretDelivery } from './delivery';
import type { RotationCause } from './plan-rotation';

/** The secret, or the public key, that a rotation would end. */
export interface PresentCredential {
  readonly masked_secret: string | null;
  readonly secret_version: number | null;
  readonly public_jwk: string | null;
  readonly expires_at: string | null;
  /** For tokens: the new secret of a `personal` token is only for its member (S3). */
  readonly kind?: string | null;
}

export interface RotationWarning {
  /** Names the key, so that Terraform does not merge the warnings of two keys. */
  readonly label: string;
  readonly causes: readonly RotationCause[];
  readonly overlap: string | Unknown;
  readonly present: PresentCredential;
  readonly delivery: SecretDelivery | Unknown;
  readonly claimWindow: string | null | Unknown;
}

/**
 * What a reviewer must know before approving: why it rotates, what ends when, and where the new
 * secret is.
 */
export function describeRotation(warning: RotationWarning): DiagnosticText {
  const { label, causes, present, overlap, delivery, claimWindow } = warning;
  return {
    summary: `${label} will be rotated`,
    detail: paragraphs(
      sentences(causes, present),
      ending(ended(causes, present), overlap),
      `${arrival(delivery, claimWindow, present)} The key keeps its ID, client ID and expiry; nothing is replaced.`,
    ),
  };
}

/** Only the apply finds out whether the key is rotated, and it continues without asking again. */
export function describeUndecided({
  label,
  present,
  overlap,
}: Pick<RotationWarning, 'label' | 'present' | 'overlap'>): DiagnosticText {
  return {
    summary: `${label} may be rotated by this apply`,
    detail: paragraphs(
      'Whether it rotates depends on values that are known only after apply.',
      `If so: ${ending(present, overlap)}`,
    ),
  };
}

export function describePostponement(
  label: string,
  causes: readonly RotationCause[],
  present: PresentCredential,
  until: string,
): DiagnosticText {
  return {
    summary: `${label} will be rotated later, when its previous rotation is over`,
    detail: paragraphs(
      sentences(causes, present),
      `The credential that the current ${kindOf(present)} replaces remains valid until ` +
        `${shownTime(until)}, and its users rely on that, so nothing is rotated before then. ` +
        'The first apply after that time rotates the key, if its plan was refreshed.',
    ),
  };
}

export function describeAwaitedPublicKey(
  label: string,
  causes: readonly RotationCause[],
  present: PresentCredential,
): DiagnosticText {
  return {
    summary: `${label} needs a new public key`,
    detail: paragraphs(
      sentences(causes, present),
      'Only its owner can create another key pair. Set the new public key as `public_jwk`: ' +
        'the current one then remains valid for the overlap. Nothing is rotated now.',
    ),
  };
}

/** The names of the changed attributes, and what the change affects. */
export function describeLaterDelivery(
  label: string,
  changed: readonly string[],
  present: PresentCredential & { readonly secret: string | null },
  delivery: SecretDelivery | Unknown,
): DiagnosticText {
  const names = changed.map((name) => `\`${name}\``).join(', ');
  const leavesState =
    present.secret === null || delivery === 'plain' || isUnknown(delivery)
      ? ''
      : '`secret` BECOMES NULL: this apply removes it from the state, and everything that reads ' +
        '`secret` gets null. The secret itself remains valid, and older copies of the state ' +
        'still contain it. To end it, change `rotation.when_changed`, which rotates the key.';
  return {
    summary: `${label} uses the new delivery from its next rotation on`,
    detail: paragraphs(
      `${names} ${changed.length === 1 ? 'applies' : 'apply'} to the next secret. The current ` +
        `${named(present)} stays as it is. This change rotates and replaces nothing.`,
      ...(leavesState === '' ? [] : [leavesState]),
    ),
  };
}

function sentences(causes: readonly RotationCause[], present: PresentCredential): string {
  return causes.map((cause) => sentence(cause, present)).join(' ');
}

function sentence(cause: RotationCause, present: PresentCredential): string {
  const credential = kindOf(present);
  switch (cause.kind) {
    case 'period': {
      const { every, dueAt, asOf } = cause;
      return Date.parse(asOf) < Date.parse(dueAt)
        ? `Its ${credential} is due for rotation at ${shownTime(dueAt)} (\`every\` is ${every}), and the ` +
            '`early_window` before that has begun.'
        : `Its ${credential} has been due for rotation since ${shownTime(dueAt)} (\`every\` is ${every}).`;
    }
    case 'when_changed':
      return cause.names.length === 0
        ? '`rotation.when_changed` was changed during the overlap of the previous rotation.'
        : `\`rotation.when_changed\` has changed in ${cause.names.map((name) => `"${name}"`).join(', ')}.`;
    case 'public_jwk':
      return '`public_jwk` was changed.';
    case 'interrupted':
      return (
        'An apply that was cut off rotated the key, and its new secret is not stored in the ' +
        'state. Nobody has that secret, and it ends immediately.'
      );
    case 'lost':
      return (
        'Its secret was never claimed. It is sealed with a master key that Keyplane has lost, ' +
        'so it can never be claimed.'
      );
    case 'restored':
      return (
        `The state has secret version ${cause.known}, but Keyplane was restored from an older ` +
        `backup and knows only version ${cause.present}, so the secret in the state does not ` +
        'work.'
      );
  }
}

/** After a restore, the state has a different secret from the one that Keyplane ends. */
function ended(causes: readonly RotationCause[], present: PresentCredential): PresentCredential {
  const restored = causes.find((cause) => cause.kind === 'restored');
  if (restored === undefined) return present;
  return { ...present, masked_secret: null, secret_version: restored.present };
}

function ending(present: PresentCredential, overlap: string | Unknown): string {
  const { expires_at } = present;
  const end = isUnknown(overlap)
    ? 'ENDS AFTER THIS APPLY, at the end of `overlap` (not known yet)'
    : `ENDS ${overlap} AFTER THIS APPLY`;
  const expiry =
    expires_at === null || expires_at === 'never'
      ? ''
      : `, or when the key expires at ${shownTime(expires_at)}, if that is sooner`;
  return (
    `The current ${named(present)} remains valid and ${end}${expiry}. Give its users the new ` +
    'one before then.'
  );
}

function arrival(
  delivery: SecretDelivery | Unknown,
  claimWindow: string | null | Unknown,
  { kind }: PresentCredential,
): string {
  if (isUnknown(delivery)) return 'How the new secret is delivered is known only after apply.';
  switch (delivery) {
    case 'plain':
      return kind === 'personal'
        ? "If the provider has the credentials of the token's member, the new secret is in " +
            '`secret`, and therefore in the state. Otherwise the new secret waits until that ' +
            'member claims it.'
        : 'The new secret is in `secret`, and therefore in the state.';
    case 'claim': {
      const window = isUnknown(claimWindow)
        ? 'the `claim_window`'
        : (claimWindow ?? DEFAULT_CLAIM_WINDOW);
      return (
        `The new secret is not stored in the state. For ${window}, it can be claimed with ` +
        '`ephemeral "keyplane_key_secret"`. A consumer that follows `secret_version` claims ' +
        'it in this apply.'
      );
    }
    case 'encrypted':
      return 'The new secret is in `secret_jwe`, and only the recipient can decrypt it.';
    case 'public_key':
      return (
        'From then on, the owner authenticates with the private key that belongs to ' +
        '`public_jwk`. There is no new secret.'
      );
  }
}

function kindOf({ public_jwk }: PresentCredential): string {
  return public_jwk === null ? 'secret' : 'public key';
}

/** `secret (kps_AbCd…WxYz, version 17)`. */
function named(present: PresentCredential): string {
  const { masked_secret: masked, secret_version: version } = present;
  const known = [masked, version === null ? null : `version ${version}`].filter(
    (part) => part !== null,
  );
  return known.length === 0 ? kindOf(present) : `${kindOf(present)} (${known.join(', ')})`;
}

function paragraphs(...texts: readonly string[]): string {
  return texts.join('\n\n');
}
