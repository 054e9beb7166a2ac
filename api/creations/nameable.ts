import { createdKindOf } from '../domain/ids';
import { CREATED_KINDS, type CreatedKind, isKeyFamily, permissionTo } from '../domain/kinds';
import { holds, type Grant } from '../domain/permission';
import type { TeamCaller, TeamPrincipal } from '../domain/principal';

/** Which objects of a kind a caller may record by naming them. */
export type Nameable =
  /** `all`: the caller may name every object of the team, because the caller may see all of them. */
  | 'all'
  /** Objects that the caller created or owns. */
  | 'own'
  /** Objects that the caller created or owns, and the service keys that the member is assigned to. */
  | 'assigned'
  | 'none';

type Asking = Pick<TeamPrincipal, 'kind' | 'grant' | 'narrowed'>;

/**
 * Recording an object prevents later runs from replacing it. Only its creator and callers who may see it
 * can do that.
 */
export function nameable({ kind: who, grant, narrowed }: Asking, kind: CreatedKind): Nameable {
  const reads = mayRead(grant, kind);
  const creates = holds(grant, permissionTo('create', kind));
  // An access token with a scope for other permissions cannot name objects of this kind.
  if (narrowed && !reads && !creates) return 'none';
  if (!reads) return 'own';
  switch (kind) {
    case 'application_key':
      return 'own';
    case 'token':
      return holds(grant, 'service_key_tokens.manage') ? 'all' : 'own';
    case 'service_key':
      return who !== 'member' || holds(grant, 'service_keys.update') ? 'all' : 'assigned';
    default:
      return 'all';
  }
}

/** The kinds that a list shows to the caller. */
export function readableKinds({ grant, narrowed }: Asking): readonly CreatedKind[] | undefined {
  if (!narrowed) return undefined;
  return CREATED_KINDS.filter((kind) => mayRead(grant, kind));
}

function mayRead(grant: Grant, kind: CreatedKind): boolean {
  return holds(grant, permissionTo('read', kind));
}

/** The facts about a key that decide who may name it. */
export interface NamedKey {
  readonly id: string;
  readonly kind: CreatedKind;
  readonly ownerId: string;
  readonly createdBy: string;
}

/**
 * The facts about a secret that decide who may name it. Its creator knows the secret, and so may
 * record it.
 */
export interface NamedSecret extends NamedKey {
  readonly version: number;
  readonly secretCreatedBy: string;
}

export interface NameableReads {
  /** Keys of the team. Unknown keys are absent. */
  keys(teamId: string, ids: readonly string[]): Promise<readonly NamedKey[]>;
  secrets(teamId: string, versions: readonly number[]): Promise<readonly NamedSecret[]>;
  /** The given service keys that the member is assigned to. */
  assignedServiceKeys(memberId: string, ids: readonly string[]): Promise<readonly string[]>;
  /** Resource ID → its creator. Objects whose creator was not stored are absent. */
  creators(ids: readonly string[]): Promise<readonly { id: string; creatorId: string | null }[]>;
}

/** Removes everything that the caller may not name from what a state names. */
export interface NameableFilter {
  ids(caller: TeamCaller, ids: readonly string[]): Promise<readonly string[]>;
  secretVersions(caller: TeamCaller, versions: readonly number[]): Promise<readonly number[]>;
}

export function createNameableFilter(reads: NameableReads): NameableFilter {
  /** The IDs that remain if the caller may name only objects that the caller created. */
  async function own({ principal }: TeamCaller, ids: readonly string[]): Promise<string[]> {
    if (ids.length === 0) return [];
    const isKey = (id: string) => isKeyFamily(createdKindOf(id) ?? 'role');
    const keys = await reads.keys(principal.teamId, ids.filter(isKey));
    const others = await reads.creators(ids.filter((id) => !isKey(id)));
    return [
      ...keys.filter((key) => isOwn(principal, key)).map(({ id }) => id),
      ...others.filter(({ creatorId }) => creatorId === principal.id).map(({ id }) => id),
    ];
  }

  return {
    async ids(caller, ids) {
      const { principal } = caller;
      const groups: Record<Nameable, string[]> = { all: [], own: [], assigned: [], none: [] };
      for (const id of ids) {
        const kind = createdKindOf(id);
        if (kind !== undefined) groups[nameable(principal, kind)].push(id);
      }
      const { all, assigned } = groups;
      if (assigned.length + groups.own.length === 0) return all;
      const seen =
        assigned.length === 0 ? [] : await reads.assignedServiceKeys(principal.id, assigned);
      const rest = assigned.filter((id) => !seen.includes(id));
      return [...all, ...seen, ...(await own(caller, [...groups.own, ...rest]))];
    },

    async secretVersions({ principal }, versions) {
      if (versions.length === 0) return [];
      const secrets = await reads.secrets(principal.teamId, versions);
      const named = secrets.filter((secret) => {
        const which = nameable(principal, secret.kind);
        if (which === 'all' || which === 'none') return which === 'all';
        return isOwn(principal, secret) || secret.secretCreatedBy === principal.id;
      });
      return named.map(({ version }) => version);
    },
  };
}

/** An application key belongs to its member alone, no matter which member or account created it. */
function isOwn({ id }: Pick<TeamPrincipal, 'id'>, key: NamedKey): boolean {
  return key.ownerId === id || (key.kind !== 'application_key' && key.createdBy === id);
}
