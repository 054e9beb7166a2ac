import type { Key, KeyplaneClient } from '../../client';
import { isUnknown, type ResourceContext, type Unknown } from '../../terraform-plugin';
import { holdSecret, rotationNoteOf } from './credential-notes';
import { credentialFacts, type RememberedCredential } from './credential-state';
import { deliveryRequest, type PlannedDelivery, type SecretDelivery } from './delivery';
import type { PlannedUpdate } from '../../definitions/judge-in-dry-run';
import { DEFAULT_OVERLAP, type RememberedRotation, rotationDueAt } from './rotation';

type Context = ResourceContext<KeyplaneClient>;

export interface IssuedSecret {
  readonly secret: string | null;
  readonly secret_jwe: string | null;
}

/** The plan of a key as an apply gets it. Unknown values are those that Keyplane decides. */
export interface PlannedKey extends PlannedDelivery {
  readonly expires_in: string | null | Unknown;
  readonly rotation: RememberedRotation | null;
  readonly secret: string | null | Unknown;
  readonly secret_version: number | null | Unknown;
  readonly rotation_due_at: string | null | Unknown;
}

export interface KeyApi<K extends Key, Changes> {
  get(id: string, options: { signal: AbortSignal }): Promise<K>;
  update(id: string, body: Changes, options: { signal: AbortSignal }): Promise<K>;
  rotate(
    id: string,
    body: RotationBody,
    options: { signal: AbortSignal },
  ): Promise<K & IssuedSecret>;
}

type RotationBody = { readonly overlap: string } & ReturnType<typeof deliveryRequest>;

/**
 * The body of a rotation. Undefined if the plan did not show a rotation.
 */
export function plannedRotation(plan: PlannedKey): RotationBody | undefined {
  if (!isUnknown(plan.secret_version)) return undefined;
  return { overlap: plan.rotation?.overlap ?? DEFAULT_OVERLAP, ...deliveryRequest(plan) };
}

/**
 * Updates the key first and then rotates it. If the apply is interrupted between the two, the next
 * plan rotates.
 */
export async function changeKey<K extends Key, Changes extends object>(
  api: KeyApi<K, Changes>,
  id: string,
  wanted: { readonly changes: Changes; readonly rotation: RotationBody | undefined },
  options: { signal: AbortSignal },
): Promise<{ readonly key: K; readonly issued?: K & IssuedSecret }> {
  const { changes, rotation } = wanted;
  const hasChanges = Object.keys(changes).length > 0;
  const key = await (hasChanges ? api.update(id, changes, options) : api.get(id, options));
  if (rotation === undefined) return { key };
  const { secret_delivery, ...body } = rotation;
  // If it is omitted, the secret of another member's personal token is delivered to that member, as
  // the rules require.
  const isAsBefore = secret_delivery === key.secret_delivery;
  const issued = await api.rotate(id, isAsBefore ? body : rotation, options);
  return { key: issued, issued };
}

/** The requests of the apply, for a dry run. */
export function plannedKeyUpdates(
  changes: object,
  plan: PlannedKey,
  state: Pick<RememberedCredential, 'secret_delivery'>,
): readonly PlannedUpdate[] {
  const { secret_delivery, ...body } = plannedRotation(plan) ?? { overlap: undefined };
  const isAsBefore = secret_delivery === state.secret_delivery;
  const rotation =
    isAsBefore || secret_delivery === undefined ? body : { ...body, secret_delivery };
  return [
    ...(Object.keys(changes).length > 0 ? [{ method: 'PATCH' as const, body: changes }] : []),
    ...(isUnknown(plan.secret_version)
      ? [{ method: 'POST' as const, below: '/rotate', body: rotation }]
      : []),
  ];
}

/**
 * The next run of the stack replaces the secret that an interrupted rotation created. A dry run
 * belongs to no run, so it would only find that the key already has two live secrets.
 */
export function isJudgeableKeyUpdate({ below }: PlannedUpdate, { privateState }: Context): boolean {
  return below !== '/rotate' || rotationNoteOf(privateState).interrupted !== true;
}

/** The part of the state that a create or a rotation sets. */
export function issuedCredential(
  label: string,
  plan: PlannedKey,
  key: Key & IssuedSecret,
  { diagnostics, privateState }: Context,
) {
  holdSecret(privateState, key.secret_version);
  const { secret, secret_jwe } = key;
  const wanted = isUnknown(plan.secret_delivery) ? null : plan.secret_delivery;
  if (wanted !== null && wanted !== key.secret_delivery) {
    diagnostics.warning({
      summary: `The secret of ${label} was not delivered as configured`,
      detail: `${DELIVERED[key.secret_delivery]} The configuration asks for "${wanted}".`,
    });
  }
  return {
    ...credentialFacts(key),
    secret,
    secret_jwe,
    expires_in: periodOf(plan),
    secret_delivery: wanted ?? key.secret_delivery,
    rotation_due_at: rotationDueAt(plan.rotation?.every ?? null, key.secret_created_at) ?? null,
  };
}

/** The part of the state that an update keeps or sets. */
export function changedCredential(
  label: string,
  plan: PlannedKey,
  state: RememberedCredential,
  issued: (Key & IssuedSecret) | undefined,
  context: Context,
) {
  return issued === undefined
    ? keptCredential(plan, state)
    : issuedCredential(label, plan, issued, context);
}

/**
 * Without a rotation, the state has the planned version, even if the key was rotated outside
 * Terraform meanwhile.
 */
function keptCredential(plan: PlannedKey, state: RememberedCredential) {
  const { secret_jwe, masked_secret, secret_version, secret_created_at } = state;
  const { previous_secret_ends_at } = state;
  return {
    secret_jwe,
    masked_secret,
    secret_version,
    secret_created_at,
    previous_secret_ends_at,
    expires_in: periodOf(plan),
    secret: isUnknown(plan.secret) ? null : plan.secret,
    secret_delivery: isUnknown(plan.secret_delivery) ? 'plain' : (plan.secret_delivery ?? 'plain'),
    rotation_due_at: isUnknown(plan.rotation_due_at) ? null : plan.rotation_due_at,
  };
}

function periodOf({ expires_in }: PlannedKey): string | null {
  return isUnknown(expires_in) ? null : expires_in;
}

const DELIVERED: Readonly<Record<SecretDelivery, string>> = {
  plain: 'Keyplane showed the secret in its answer.',
  claim:
    'Keyplane keeps the secret until its owner claims it, because the secret of a personal ' +
    'token is only for its member.',
  encrypted: 'Keyplane encrypted the secret for its recipient.',
  public_key: 'The key has a public key and no secret.',
};
