import type { KeyplaneClient } from '../../client';
import {
  type DiagnosticCollector,
  isUnknown,
  type ResourceContext,
  unknown,
  type Unknown,
} from '../../terraform-plugin';
import { nameSecret, noteRotation, rotationNoteOf } from './credential-notes';
import type { RememberedCredential } from './credential-state';
import {
  type ConfiguredDelivery,
  intendedDelivery,
  missingForNextSecret,
  type SecretDelivery,
} from './delivery';
import { planRecreation, type RecreationRequest } from './expired';
import type { ExpiryRequest } from './expiry';
import { type ExpiryPlanEditor, planKeyExpiry } from './plan-expiry';
import { planRotation, type RotationPlan } from './plan-rotation';
import { type ConfiguredRotation, DEFAULT_OVERLAP, rotationDueAt } from './rotation';
import type { RotationNote } from './rotation-note';
import {
  describeAwaitedPublicKey,
  describeLaterDelivery,
  describePostponement,
  describeRotation,
  describeUndecided,
} from './texts';
import { kidOf, samePublicKey, thumbprintOf } from './public-jwk';
import { withId } from '../protection/threat';

/** What the plan of a key may decide. Unknown values are those that Keyplane will answer. */
interface PlannedCredential {
  readonly secret_delivery: SecretDelivery | Unknown;
  readonly secret: null | Unknown;
  readonly secret_jwe: null | Unknown;
  readonly masked_secret: null | Unknown;
  readonly secret_version: Unknown;
  readonly secret_created_at: Unknown;
  readonly rotation_due_at: string | null | Unknown;
  readonly previous_secret_ends_at: null | Unknown;
}

interface KeyPlanEditor extends ExpiryPlanEditor {
  set(name: 'expires_at' | 'expires_in' | keyof PlannedCredential, value: string | null): void;
  markUnknown(name: 'expires_at' | keyof PlannedCredential): void;
  requireReplace(name: 'expires_at' | 'state'): void;
}

type PriorKey = NonNullable<ExpiryRequest['prior']> &
  RememberedCredential & { readonly id: string; readonly kind?: string | null };

export interface KeyPlanRequest {
  readonly config: RecreationRequest['config'] &
    ConfiguredDelivery & { readonly rotation: ConfiguredRotation };
  readonly priorState: PriorKey | null;
  readonly plan: KeyPlanEditor;
  readonly context: ResourceContext<KeyplaneClient>;
}

/** Everything that a key of any family plans beyond its schema. */
export function planKey(label: string, request: KeyPlanRequest): void {
  const { config, priorState: prior, plan, context } = request;
  const named = prior === null ? label : withId({ label, id: prior.id });
  planRecreation(named, request, plan, context.diagnostics);
  planKeyExpiry(label, request, plan, context.diagnostics);
  const delivery = intendedDelivery(config, deliveryBefore(prior, context));
  if (config.secret_delivery === null) put(plan, 'secret_delivery', delivery);
  if (prior === null) return planFirstSecret(request, delivery);
  nameSecret(prior, context);
  // Terraform plans the second half of a replacement as a creation.
  if (!plan.requiresReplace) planNextSecret(named, request, prior, delivery);
}

function planFirstSecret(
  { config, plan, context }: KeyPlanRequest,
  delivery: SecretDelivery | Unknown,
): void {
  const missing = missingForNextSecret(delivery, config);
  if (missing !== undefined) context.diagnostics.error(missing);
  planAnotherSecret(config, plan, delivery);
  plan.set('previous_secret_ends_at', null);
}

function planNextSecret(
  label: string,
  { config, plan, context }: KeyPlanRequest,
  prior: PriorKey,
  delivery: SecretDelivery | Unknown,
): void {
  const { diagnostics, privateState } = context;
  const noted = rotationNoteOf(privateState);
  const { pending: _pending, before: _before, ...note } = noted;
  const presentKey = presentPublicKey(prior, noted);
  const rotation = planRotation({
    config: config.rotation,
    prior,
    note: noted,
    publicKey: publicKeyChange(config.public_jwk, presentKey),
  });
  warnOfOtherKid(label, config.public_jwk, prior.public_jwk, diagnostics);
  const warning = {
    label,
    delivery,
    present: prior,
    overlap: overlapOf(config.rotation),
    claimWindow: config.claim_window,
  };
  switch (rotation.kind) {
    case 'none':
      noteRotation(privateState, note);
      break;
    case 'due': {
      const missing = missingForNextSecret(delivery, config);
      if (missing !== undefined) diagnostics.error(missing);
      diagnostics.warning(describeRotation({ ...warning, causes: rotation.causes }));
      break;
    }
    case 'undecided':
      diagnostics.warning(describeUndecided(warning));
      break;
    case 'postponed':
      noteRotation(privateState, {
        ...note,
        pending: rotation.pending,
        before: {
          ...(rotation.whenChangedBefore && { whenChanged: rotation.whenChangedBefore }),
          ...(rotation.pending.includes('public_jwk') && {
            publicKey: presentKey,
            delivery: deliveryBefore(prior, context),
          }),
        },
      });
      diagnostics.warning(describePostponement(label, rotation.causes, prior, rotation.until));
      break;
    case 'awaits_public_key':
      diagnostics.warning(describeAwaitedPublicKey(label, rotation.causes, prior));
  }
  if (mayRotate(rotation)) planAnotherSecret(config, plan, delivery);
  else planSameSecret(label, { config, plan, context }, prior, { delivery, noted });
}

function mayRotate({ kind }: RotationPlan): boolean {
  return kind === 'due' || kind === 'undecided';
}

function planAnotherSecret(
  config: KeyPlanRequest['config'],
  plan: KeyPlanEditor,
  delivery: SecretDelivery | Unknown,
): void {
  const onlyWhere = (...those: SecretDelivery[]) =>
    isUnknown(delivery) || those.includes(delivery) ? unknown : null;
  put(plan, 'secret', onlyWhere('plain'));
  put(plan, 'secret_jwe', onlyWhere('encrypted'));
  put(plan, 'masked_secret', onlyWhere('plain', 'claim', 'encrypted'));
  put(plan, 'secret_version', unknown);
  put(plan, 'secret_created_at', unknown);
  put(plan, 'rotation_due_at', everyOf(config.rotation) === null ? null : unknown);
  put(plan, 'previous_secret_ends_at', unknown);
}

function planSameSecret(
  label: string,
  { config, plan, context }: Pick<KeyPlanRequest, 'config' | 'plan' | 'context'>,
  prior: PriorKey,
  { delivery, noted }: { delivery: SecretDelivery | Unknown; noted: RotationNote },
): void {
  if (prior.secret !== null && delivery !== 'plain') {
    put(plan, 'secret', isUnknown(delivery) ? unknown : null);
  }
  const every = everyOf(config.rotation);
  const dueAt = isUnknown(every) ? unknown : rotationDueAt(every, prior.secret_created_at);
  put(plan, 'rotation_due_at', dueAt ?? null);
  // Setting the delivery back to that of the current secret changes nothing.
  const isRestored = noted.before?.delivery !== undefined && noted.before.delivery === delivery;
  const changed = DELIVERY_ATTRIBUTES.filter(
    (name) => plan.changed.has(name) && !(isRestored && name === 'secret_delivery'),
  );
  if (changed.length > 0) {
    context.diagnostics.warning(describeLaterDelivery(label, changed, prior, delivery));
  }
}

/** A change of any of these applies from the next secret on. */
const DELIVERY_ATTRIBUTES = [
  'secret_delivery',
  'recipient_jwk',
  'recipient_pem',
  'claim_window',
  'claimant_id',
];

/**
 * The thumbprint of the public key that Keyplane has. The state has the configured key, even while
 * that key waits for a rotation.
 */
function presentPublicKey({ public_jwk }: PriorKey, { before }: RotationNote): string | null {
  if (before?.publicKey !== undefined) return before.publicKey;
  return public_jwk === null ? null : (thumbprintOf(public_jwk) ?? null);
}

/**
 * A waiting `public_jwk` has changed the delivery as well, so without it the previous delivery
 * counts.
 */
function deliveryBefore(
  prior: PriorKey | null,
  { privateState }: ResourceContext<KeyplaneClient>,
): string | null {
  if (prior === null) return null;
  const before = rotationNoteOf(privateState).before?.delivery;
  return before === undefined ? prior.secret_delivery : before;
}

function publicKeyChange(configured: string | null | Unknown, present: string | null) {
  if (isUnknown(configured)) return 'unknown';
  if (configured === null) return present === null ? 'none' : 'changed';
  return present !== null && thumbprintOf(configured) === present ? 'kept' : 'changed';
}

/** The same key with another `kid` is not a change, so the `kid` that Keyplane has stays. */
function warnOfOtherKid(
  label: string,
  configured: string | null | Unknown,
  before: string | null,
  diagnostics: DiagnosticCollector,
): void {
  if (typeof configured !== 'string' || before === null) return;
  if (!samePublicKey(configured, before) || kidOf(configured) === kidOf(before)) return;
  diagnostics.warning({
    summary: `${label} keeps the \`kid\` of its public key`,
    detail:
      'Only the `kid` of `public_jwk` has changed, so it is still the same key. Nothing is ' +
      'rotated, and Keyplane keeps the current `kid`. Restore the previous `kid`, or use ' +
      'another key pair.',
    attribute: 'public_jwk',
  });
}

function everyOf(rotation: ConfiguredRotation): string | null | Unknown {
  return isUnknown(rotation) ? rotation : (rotation?.every ?? null);
}

function overlapOf(rotation: ConfiguredRotation): string | Unknown {
  return isUnknown(rotation) ? rotation : (rotation?.overlap ?? DEFAULT_OVERLAP);
}

function put<K extends keyof PlannedCredential>(
  plan: KeyPlanEditor,
  name: K,
  value: PlannedCredential[K],
): void {
  if (isUnknown(value)) plan.markUnknown(name);
  else plan.set(name, value);
}
