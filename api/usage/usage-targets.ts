import { type Kind, kindOf, KINDS } from '../domain/kinds';
import { holds, type KeyplanePermission } from '../domain/permission';
import type { TeamPrincipal } from '../domain/principal';

/**
 * The object whose usage is asked for. The usage of a key is its own. The usage of anything else is
 * that of the keys that depend on it.
 */
export const USAGE_TARGETS = {
  application_key: ['application_keys.read'],
  service_account_key: ['service_account_keys.read'],
  token: ['service_key_tokens.read'],
  service_account: ['service_accounts.read', 'service_account_keys.read'],
  role: ['roles.read', 'service_account_keys.read'],
  service_key: ['service_keys.read', 'service_key_tokens.read'],
  member: ['members.read'],
} as const satisfies Partial<Record<Kind, readonly KeyplanePermission[]>>;

export type UsageTargetKind = keyof typeof USAGE_TARGETS;

export const USAGE_TARGET_PREFIXES = kinds().map((kind) => KINDS[kind].prefix);

/** The targets about which the caller's permissions allow an answer. */
export interface ReadableTargets {
  readonly teamId: string;
  /** Only its own member sees an application key (S1). */
  readonly applicationKeysOf: string;
  /** A member with the role user sees their own tokens, and the service keys that they are assigned to. */
  readonly tokensOf: string | null;
  readonly assignedTo: string | null;
  /** Which keys of a member count: only their own application keys, or their tokens as well. */
  readonly memberKeys: { readonly applicationKeys: boolean; readonly tokens: boolean };
  readonly ids: Readonly<Record<UsageTargetKind, readonly string[]>>;
}

export function readableTargets(
  { id, kind, teamId, grant }: TeamPrincipal,
  ids: readonly string[],
): ReadableTargets {
  const may = (permission: KeyplanePermission) => holds(grant, permission);
  const memberKeys = {
    applicationKeys: may('application_keys.read'),
    tokens: may('service_key_tokens.read'),
  };
  const readable = (target: UsageTargetKind) =>
    USAGE_TARGETS[target].every(may) ? idsOf(target, ids) : [];
  return {
    teamId,
    applicationKeysOf: id,
    tokensOf: may('service_key_tokens.manage') ? null : id,
    assignedTo: kind === 'member' && !may('service_keys.update') ? id : null,
    memberKeys,
    ids: {
      application_key: readable('application_key'),
      service_account_key: readable('service_account_key'),
      token: readable('token'),
      service_account: readable('service_account'),
      role: readable('role'),
      service_key: readable('service_key'),
      // A member whose keys the caller may not see is omitted, because they may have been used.
      member: readable('member').filter(
        (member) => memberKeys.tokens || (memberKeys.applicationKeys && member === id),
      ),
    },
  };
}

function idsOf(kind: UsageTargetKind, ids: readonly string[]): string[] {
  return [...new Set(ids)].filter((id) => kindOf(id) === kind);
}

function kinds(): UsageTargetKind[] {
  return Object.keys(USAGE_TARGETS) as UsageTargetKind[];
}
