import { isUnknown, type Unknown } from '../../terraform-plugin';
import { deliveryRequest, type PlannedDelivery } from './delivery';
import { sameExpiry } from './expiry';
import type { RememberedRotation } from './rotation';

export interface KeySettings {
  readonly enabled: boolean | null;
  readonly rotation: RememberedRotation | null;
  readonly expires_at: string | null | Unknown;
}

/** The part of the body of a create that all families share. */
export function createBody(
  plan: PlannedDelivery & {
    readonly enabled: boolean;
    readonly rotation: RememberedRotation | null;
    readonly expires_at: string | null | Unknown;
    readonly expires_in: string | null | Unknown;
  },
) {
  return {
    enabled: plan.enabled,
    ...declaredRotation(plan),
    ...wantedExpiry(plan),
    ...deliveryRequest(plan),
  };
}

/** Contains only what changes, because an expired key accepts a new name but no new expiry. */
export function keyChanges(plan: KeySettings, state: KeySettings) {
  const { enabled, expires_at } = plan;
  const keepsExpiry =
    expires_at === null ||
    isUnknown(expires_at) ||
    (typeof state.expires_at === 'string' && sameExpiry(expires_at, state.expires_at));
  return {
    ...(enabled === null || enabled === state.enabled ? {} : { enabled }),
    ...(keepsExpiry ? {} : { expires_at }),
    ...changedRotation(plan.rotation, state.rotation),
  };
}

type Periods = Omit<RememberedRotation, 'when_changed'>;

/** The settings of a rotation that Keyplane keeps, so that an import finds them again. */
function keptRotation(rotation: RememberedRotation | null): Periods | null {
  if (rotation === null) return null;
  const { every, overlap, early_window } = rotation;
  const isNothing = every === null && overlap === null && early_window === null;
  return isNothing ? null : { every, overlap, early_window };
}

/** The rotation for the body of a create. */
function declaredRotation({ rotation }: { readonly rotation: RememberedRotation | null }) {
  const kept = keptRotation(rotation);
  return kept === null ? {} : { rotation: kept };
}

function changedRotation(planned: RememberedRotation | null, before: RememberedRotation | null) {
  const [rotation, kept] = [keptRotation(planned), keptRotation(before)];
  const isSame = PERIODS.every((name) => rotation?.[name] === kept?.[name]);
  return isSame ? {} : { rotation };
}

const PERIODS = ['every', 'overlap', 'early_window'] as const;

/**
 * The expiry as the configuration states it: a time, or a period that Keyplane counts from the
 * creation.
 */
function wantedExpiry(plan: {
  readonly expires_at: string | null | Unknown;
  readonly expires_in: string | null | Unknown;
}) {
  if (typeof plan.expires_in === 'string') return { expires_in: plan.expires_in };
  return typeof plan.expires_at === 'string' ? { expires_at: plan.expires_at } : {};
}
