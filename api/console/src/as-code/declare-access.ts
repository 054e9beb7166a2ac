import { given, labelOf, Raw, type CodeValue, type Declaration } from './declaration';
import { REFERRED, referenceComment } from './referred';
import { quoted } from './typescript';

/** The name of an object of the team, if it is known. */
export type NameOf = (id: string) => string | undefined;

const UNKNOWN: NameOf = () => undefined;

interface Named {
  /** `null` if the object has not been created yet. */
  readonly id: string | null;
  readonly name: string;
}

interface Described extends Named {
  readonly description: string | null;
}

export function declareRole(
  role: Described & { readonly permissions: readonly string[] },
): Declaration {
  const { id, name, description, permissions } = role;
  const attributes = given<CodeValue>({ name, description, permissions });
  return {
    id,
    resource: 'keyplane_role',
    label: labelOf(name, id),
    title: name,
    attributes,
    construct: { name: 'Role', imports: [], props: attributes },
    call: { path: '/v1/roles', body: attributes },
  };
}

export function declareGroup(
  group: Described & { readonly member_ids: readonly string[]; readonly topics: readonly string[] },
  memberName: NameOf = UNKNOWN,
): Declaration {
  const { id, name, description, member_ids, topics } = group;
  const comment = referenceComment(REFERRED.member, member_ids.map(memberName));
  const attributes = given<CodeValue>({
    name,
    description,
    topics: orNone(topics),
    member_ids: orNone(member_ids),
  });
  return {
    id,
    resource: 'keyplane_group',
    label: labelOf(name, id),
    title: name,
    attributes,
    comments: given({ member_ids: comment }),
    construct: {
      name: 'Group',
      imports: [],
      props: given({ name, description, topics: orNone(topics), memberIds: orNone(member_ids) }),
      comments: given({ memberIds: comment && inTypeScript(comment) }),
    },
    call: { path: '/v1/groups', body: attributes },
  };
}

export function declareMember(
  member: Named & { readonly email: string; readonly team_role: string },
): Declaration {
  const { id, name, email, team_role } = member;
  const attributes = { email, name, team_role };
  return {
    id,
    resource: 'keyplane_member',
    label: labelOf(name, id),
    title: name,
    attributes,
    construct: { name: 'Member', imports: [], props: { email, name, teamRole: team_role } },
    call: {
      path: '/v1/members',
      body: attributes,
      ...(id !== null && { note: 'This call invites the person to another team.' }),
    },
  };
}

export function declareServiceAccount(
  account: Described & { readonly role_ids: readonly string[]; readonly enabled?: boolean },
  roleName: NameOf = UNKNOWN,
): Declaration {
  const { id, name, description, role_ids, enabled } = account;
  const label = labelOf(name, id);
  const comment = referenceComment(REFERRED.role, role_ids.map(roleName));
  const shared = { name, description, enabled: enabled === false ? false : null };
  const attributes = given<CodeValue>({ ...shared, role_ids: orNone(role_ids) });
  // The names of constructs must differ in a stack, in which several accounts may have the role.
  const roles = role_ids.map(
    (role) => `Role.fromRoleId(this, ${quoted(`${label}-${role}`)}, ${quoted(role)})`,
  );
  return {
    id,
    resource: 'keyplane_service_account',
    label,
    title: name,
    attributes,
    comments: given({ role_ids: comment }),
    construct: {
      name: 'ServiceAccount',
      imports: roles.length > 0 ? ['Role'] : [],
      props: given<CodeValue | Raw>({
        ...shared,
        roles: roles.length > 0 ? new Raw(`[${roles.join(', ')}]`) : null,
      }),
      comments: given({ roles: comment && inTypeScript(comment) }),
    },
    call: { path: '/v1/service-accounts', body: attributes },
  };
}

interface TrustGiven extends Named {
  readonly service_account_id: string;
  readonly issuer: string;
  /** Absent if it is the address of this Keyplane. */
  readonly audience?: string;
  readonly subject_pattern: string | null;
  readonly claims: Readonly<Record<string, string>>;
  readonly allow_pull_requests: boolean;
  readonly replay_protection: boolean;
  readonly enabled: boolean;
}

/** @param accountName of the service account, if it is known */
export function declareFederatedIdentity(trust: TrustGiven, accountName?: string): Declaration {
  const { id, name, service_account_id: accountId, issuer, audience, subject_pattern } = trust;
  const claims = Object.keys(trust.claims).length > 0 ? trust.claims : null;
  const flags = {
    allow_pull_requests: trust.allow_pull_requests || null,
    replay_protection: trust.replay_protection || null,
    enabled: trust.enabled ? null : false,
  };
  const attributes = given<CodeValue>({
    name,
    issuer,
    audience,
    subject_pattern,
    ...flags,
    claims,
    service_account_id: accountId,
  });
  return {
    id,
    resource: 'keyplane_federated_identity',
    label: labelOf(name, id),
    title: name,
    attributes,
    comments: given({
      service_account_id: referenceComment(REFERRED.serviceAccount, [accountName]),
    }),
    construct: {
      name: 'FederatedIdentity',
      imports: [],
      props: given<CodeValue | Raw>({
        name,
        issuer,
        audience,
        subjectPattern: subject_pattern,
        allowPullRequests: flags.allow_pull_requests,
        replayProtection: flags.replay_protection,
        enabled: flags.enabled,
        claims,
        serviceAccount: { serviceAccountId: accountId },
      }),
    },
    call: { path: '/v1/federated-identities', body: attributes },
  };
}

const orNone = (list: readonly string[]) => (list.length > 0 ? list : null);

/** The advice in the comment is for HCL only. In TypeScript, only the names help. */
const inTypeScript = (comment: string) => comment.replace(/ If your configuration .*$/, '');
