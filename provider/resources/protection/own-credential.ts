import type { Whoami } from '../../client';
import type { DiagnosticText } from '../../terraform-plugin';
import { attributeOf, predicateOf } from './protection';
import { joined, type Subject, type Threat, type Threats, withId } from './threat';
import { consequenceOf } from './use-texts';

export type OwnCredential = Pick<Whoami, 'kind' | 'id' | 'name' | 'key_id' | 'role_ids'> & {
  readonly permissions: readonly string[];
};

/**
 * A run takes minutes, and a plan may wait for approval. If the credential expires later than this,
 * that does no harm.
 */
const SOON_MS = 24 * 3_600_000;

/** What threatens the credential itself, the account or member behind it, or the account's roles. */
export function threatsToOwn(
  me: OwnCredential,
  { family, id }: Pick<Subject, 'family' | 'id'>,
  threats: readonly Threat[],
  now: Date,
): readonly Threat[] {
  switch (family) {
    case '/v1/application-keys':
    case '/v1/service-account-keys':
      return id === me.key_id ? threats.filter((threat) => endsSoon(threat, now)) : [];
    case '/v1/federated-identities':
      return id === me.key_id ? threats : [];
    case '/v1/members':
    case '/v1/service-accounts':
      return id === me.id ? threats : [];
    case '/v1/roles':
      return me.role_ids.includes(id) ? threats : [];
    case '/v1/service-keys':
    case '/v1/service-key-tokens':
      // A token manages nothing in Keyplane, so no run has one as its credential.
      return [];
  }
}

function endsSoon(threat: Threat, now: Date): boolean {
  return threat.kind !== 'cut-short' || Date.parse(threat.to) <= now.getTime() + SOON_MS;
}

/** Reads the permissions that a role grants. Undefined if the role cannot be read. */
export type PermissionsOfRole = (roleId: string) => Promise<readonly string[] | undefined>;

/**
 * The permissions that the running service account would lose. If another role of the account
 * grants the same, nothing is lost.
 */
export async function lostPermissions(
  me: OwnCredential,
  subject: Pick<Subject, 'family' | 'id'>,
  threat: Threat,
  permissionsOf: PermissionsOfRole,
): Promise<readonly string[]> {
  const isNarrowed = threat.kind === 'narrowed';
  const { taken = [], added = [] } = isNarrowed ? threat : {};
  // A role that this apply creates may grant the same: its own plan is judged instead.
  if (added === null) return [];
  const kept = new Set<string>();
  const keep = async (roleId: string, without: readonly string[] = []) => {
    for (const permission of (await permissionsOf(roleId)) ?? []) {
      if (!without.includes(permission)) kept.add(permission);
    }
  };
  if (subject.family === '/v1/roles') {
    for (const role of me.role_ids) {
      if (role !== subject.id) await keep(role);
      else if (isNarrowed) await keep(role, taken);
    }
    const atRisk = isNarrowed
      ? me.permissions.filter((one) => taken.includes(one))
      : me.permissions;
    return atRisk.filter((permission) => !kept.has(permission));
  }
  for (const role of [...me.role_ids, ...added]) {
    if (!taken.includes(role)) await keep(role);
  }
  return me.permissions.filter((permission) => !kept.has(permission));
}

/** Whether the threat counts only if the account of this run would lose a permission. */
export function isByPermissions({ family }: Pick<Subject, 'family'>, threat: Threat): boolean {
  return (
    family === '/v1/roles' || (family === '/v1/service-accounts' && threat.kind === 'narrowed')
  );
}

const NAMED = 10;

/** Reports an error, or a warning if `allow_self_removal` is set. */
export function describeSelfRemoval(
  me: OwnCredential,
  subject: Subject,
  threats: Threats,
  { lost, isAllowed }: { readonly lost: readonly string[]; readonly isAllowed: boolean },
): DiagnosticText {
  const predicate = predicateOf(threats, isAllowed ? 'warning' : 'error');
  const paragraphs = [
    `The provider is authenticated with ${me.key_id}, which acts as ${KIND[me.kind]} "${me.name}" (${me.id}).`,
    threats.map((threat) => consequenceOf(threat, subject.family)).join(' '),
    ...(lost.length === 0 ? [] : [`This run would lose the permissions ${listed(lost)}.`]),
    isAllowed ? `This is allowed because \`allow_self_removal\` is set. ${REST}` : HOW_TO_GO_ON,
  ];
  return {
    summary: `${withId(subject)} gives this run its access and ${predicate}`,
    detail: paragraphs.join('\n\n'),
    ...attributeOf(threats[0]),
  };
}

const KIND: Readonly<Record<Whoami['kind'], string>> = {
  member: 'the member',
  service_account: 'the service account',
  service_key: 'the service key',
  operator: 'the operator',
};

const REST = 'Keyplane may refuse the remaining changes of this run after that.';

const HOW_TO_GO_ON =
  'Apply this change with other credentials. If this run should remove its own access, set ' +
  '`KEYPLANE_ALLOW_SELF_REMOVAL=true` in the environment, or `allow_self_removal = true` in ' +
  'the provider block. This error then becomes a warning.';

function listed(permissions: readonly string[]): string {
  const named = permissions.slice(0, NAMED).map((name) => `\`${name}\``);
  const others = permissions.length - named.length;
  return joined([...named, ...(others > 0 ? [`${others} more`] : [])]);
}
