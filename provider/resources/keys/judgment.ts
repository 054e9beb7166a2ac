import { ApiError, type KeyplaneClient, type UsedFamily } from '../../client';
import {
  type DiagnosticText,
  instantMs,
  isUnknown,
  type ResourceContext,
  shownTime,
  type Unknown,
} from '../../terraform-plugin';
import { firstExpiryOf } from './credential-notes';
import { guardChange, type Guard } from '../protection/guard-use';
import { type ConfiguredDelivery, intendedDelivery } from './delivery';
import { type ConfiguredRotation, DEFAULT_OVERLAP, type RememberedRotation } from './rotation';
import { parsePeriodMs } from '../../definitions/period';
import { isLater } from './expiry';
import type { OwnProtection } from '../protection/protection-attributes';
import { type PlannedByPolicy, policyFaults } from './team-policy';
import { disabling, type Threat, withId } from '../protection/threat';

type Configured<T> = T | null | Unknown;

export interface JudgedKey extends OwnProtection {
  readonly id: string;
  readonly enabled: boolean | null;
  readonly expires_at: string | null;
  readonly created_at: string | null;
  readonly rotation: RememberedRotation | null;
  readonly secret_delivery: string | null;
  readonly state: string | null;
}

interface JudgedPlan extends OwnProtection {
  readonly enabled: unknown;
  readonly expires_at: Configured<string>;
  readonly secret_version: number | null | Unknown;
  readonly rotation: ConfiguredRotation;
}

export interface JudgedKeyPlan<State extends JudgedKey> {
  readonly config: ConfiguredDelivery & {
    readonly expires_at: Configured<string>;
    readonly expires_in: Configured<string>;
  };
  readonly priorState: State | null;
  readonly plan: {
    readonly values: JudgedPlan;
    readonly changed: ReadonlySet<string>;
    readonly requiresReplace: boolean;
  };
  readonly context: ResourceContext<KeyplaneClient>;
}

/** Judges plans for the keys of one family. */
export function keyGuard<State extends JudgedKey>(
  family: UsedFamily,
  labelOf: (state: State) => string,
): Guard<State, JudgedPlan> {
  return {
    subjectOf: (state) => ({ family, id: state.id, label: labelOf(state) }),
    isLive: ({ enabled, state }) => enabled !== false && state !== 'expired',
    threatsOf: (state, planned) => [...disabling(state, planned), ...cutShort(state, planned)],
    threatsToOwner: (_state, planned) => shortlyRotated(planned),
  };
}

function cutShort(
  { expires_at: from }: JudgedKey,
  { expires_at: to }: JudgedPlan,
): readonly Threat[] {
  if (from === null || to === null || isUnknown(to) || !isLater(from, to)) return [];
  return [{ kind: 'cut-short', from, to }];
}

/** With a shorter overlap, the secret that a run uses may end before the run does. */
const SHORT_OVERLAP_MS = 3_600_000;

function shortlyRotated({ secret_version, rotation }: JudgedPlan): readonly Threat[] {
  if (!isUnknown(secret_version) || isUnknown(rotation)) return [];
  const overlap = rotation?.overlap ?? DEFAULT_OVERLAP;
  if (isUnknown(overlap) || (parsePeriodMs(overlap) ?? 0) >= SHORT_OVERLAP_MS) return [];
  return [
    {
      kind: 'narrowed',
      attribute: 'rotation',
      what: `lose its current secret in ${overlap}`,
      consequence:
        `The plan rotates the key, and the secret that this run uses ends ${overlap} after ` +
        'that. Set `rotation.overlap` to at least `1h`.',
    },
  ];
}

/** Judges what `planKey` planned: by who uses it, by the team's policy, and by how soon it ends. */
export async function judgeKeyPlan<State extends JudgedKey>(
  label: string,
  guard: Guard<State, JudgedPlan>,
  request: JudgedKeyPlan<State>,
): Promise<void> {
  await guardChange(guard, request);
  await judgeByPolicy(label, request);
  const { priorState, plan, context } = request;
  if (priorState === null || !context.hasClient || plan.requiresReplace) return;
  const { client, diagnostics } = context;
  // An apply plans its changes again, but the plan before it has already reported this.
  if (!client.hasRefreshed(priorState.id) || plan.changed.has('expires_at')) return;
  const first_expires_at = firstExpiryOf(context.privateState) ?? priorState.expires_at;
  const warning = expiryWarning(label, { ...priorState, first_expires_at }, client.now());
  if (warning !== undefined) diagnostics.warning(warning);
}

async function judgeByPolicy<State extends JudgedKey>(
  label: string,
  { config, priorState, plan, context }: JudgedKeyPlan<State>,
): Promise<void> {
  const planned = plannedByPolicy(config, priorState, plan);
  const isSilent = planned.expiry === undefined && planned.delivery === undefined;
  if (isSilent || !context.hasClient) return;
  const { client, signal, diagnostics } = context;
  try {
    const policy = await client.teamPolicy({ signal });
    if (policy === null) return;
    for (const fault of policyFaults(label, planned, policy, client.now())) {
      diagnostics.error(fault);
    }
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    diagnostics.warning({
      summary: "Planned without the team's policies",
      detail: `If the policies refuse a key, the error appears only at apply. ${error.message}`,
    });
  }
}

function plannedByPolicy(
  config: JudgedKeyPlan<JudgedKey>['config'],
  prior: JudgedKey | null,
  plan: JudgedKeyPlan<JudgedKey>['plan'],
): PlannedByPolicy {
  const delivery = intendedDelivery(config, prior?.secret_delivery ?? null);
  const { expires_at, expires_in } = config;
  if (prior === null || plan.requiresReplace) {
    return { expiry: { expires_at, expires_in }, delivery };
  }
  const moved = plan.values.expires_at;
  const isRotated = prior.secret_delivery !== null && isUnknown(plan.values.secret_version);
  return {
    ...(plan.changed.has('expires_at') && { expiry: { expires_at: moved, expires_in: null } }),
    ...(isRotated && { delivery }),
  };
}

const SOON_DAYS = 14;
const DAY_MS = 86_400_000;

/**
 * Undefined if the key does not end within 14 days, or has already ended. A key with a lifetime of
 * 14 days or less is not mentioned, because every plan of its life would warn. Its lifetime is the
 * one of its creation, as for the mails about the same key, so a key that was shortened later does
 * get a warning.
 */
export function expiryWarning(
  label: string,
  {
    id,
    expires_at: expiresAt,
    created_at: createdAt,
    first_expires_at: firstExpiresAt,
    state,
  }: Pick<JudgedKey, 'id' | 'expires_at' | 'created_at' | 'state'> & {
    readonly first_expires_at: string | null;
  },
  now: Date,
): DiagnosticText | undefined {
  const endMs = instantMs(expiresAt ?? '');
  const leftMs = endMs - now.getTime();
  // The lifetime of a key that was created without an expiry is NaN. A comparison with NaN is
  // false, so such a lifetime never counts as short.
  const meantMs = instantMs(firstExpiresAt ?? '') - instantMs(createdAt ?? '');
  if (meantMs <= SOON_DAYS * DAY_MS) return undefined;
  if (state !== 'active' || !(leftMs > 0 && leftMs <= SOON_DAYS * DAY_MS)) return undefined;
  return {
    summary: `${withId({ label, id })} expires at ${shownTime(expiresAt ?? '')}`,
    detail:
      `It remains valid for ${describeLeft(leftMs)}. A later \`expires_at\` or a longer ` +
      '`expires_in` replaces the key with a new one, which has another client ID and secret. ' +
      'With `create_before_destroy`, Terraform creates the new key before it destroys this ' +
      'one.',
  };
}

/** Counts a day that has begun as a whole day, like the mails about the same key. */
function describeLeft(leftMs: number): string {
  if (leftMs >= 2 * DAY_MS) return `${Math.ceil(leftMs / DAY_MS)} days`;
  const hours = Math.floor(leftMs / 3_600_000);
  if (hours >= 2) return `${hours} hours`;
  const minutes = Math.floor(leftMs / 60_000);
  return minutes >= 2 ? `${minutes} minutes` : 'a minute';
}
