import { ApiError, type KeyplaneClient, type MembersOnlyPermission, type Role } from '../../client';
import { type DiagnosticText, isUnknown, type ResourceContext } from '../../terraform-plugin';

type Context = ResourceContext<KeyplaneClient>;

/** The compiler compares it with the API's document: a missing or extra name does not compile. */
const MEMBERS_ONLY: Readonly<Record<MembersOnlyPermission, true>> = {
  'application_keys.read': true,
  'application_keys.create': true,
  'application_keys.update': true,
  'application_keys.rotate': true,
  'application_keys.claim': true,
  'application_keys.revoke': true,
};

/** For a role's plan: warns if it grants what no service account can use. */
export function warnOfMembersOnly(
  { name, before, after }: { name: unknown; before: readonly string[] | null; after: unknown },
  { diagnostics }: Pick<Context, 'diagnostics'>,
): void {
  const added = addedTexts(before, after).filter((each) => each in MEMBERS_ONLY);
  if (added.length === 0) return;
  const label = typeof name === 'string' ? `Role "${name}"` : 'The role';
  diagnostics.warning(membersOnlyText(label, added, 'permissions'));
}

/** For a service account's plan: the same for roles that exist already and are granted now. */
export async function warnOfMembersOnlyRoles(
  { name, before, after }: { name: unknown; before: readonly string[] | null; after: unknown },
  context: Context,
): Promise<void> {
  if (!context.hasClient || context.client.hasWritten()) return;
  for (const roleId of addedTexts(before, after)) {
    const role = await knownRole(roleId, context);
    const useless = role?.members_only_permissions ?? [];
    if (role === undefined || useless.length === 0) continue;
    const holder = typeof name === 'string' ? `Service account "${name}"` : 'The service account';
    const label = `${holder} has the role "${role.name}" (${role.id}), which`;
    context.diagnostics.warning(membersOnlyText(label, useless, 'role_ids'));
  }
}

function membersOnlyText(
  label: string,
  permissions: readonly string[],
  attribute: string,
): DiagnosticText {
  const names = permissions.map((each) => `\`${each}\``).join(', ');
  return {
    summary: `${label} grants permissions that no service account can use`,
    detail:
      `Only members have application keys, so ${names} never takes effect for a service account. ` +
      'It only lets the service account grant the same permissions to others, for example by ' +
      'inviting a member with a team role that has them. To let a service account manage keys, ' +
      'grant permissions such as `service_account_keys.create`.',
    attribute,
  };
}

function addedTexts(before: readonly string[] | null, after: unknown): readonly string[] {
  if (isUnknown(after) || !Array.isArray(after)) return [];
  const texts = after.filter((each): each is string => typeof each === 'string');
  return texts.filter((each) => !(before ?? []).includes(each));
}

const MAX_ROLES_READ = 10;
const readRoles = new WeakMap<KeyplaneClient, Map<string, Promise<Role | undefined>>>();

/** Each role is read once, and at most ten of them, so a plan of many accounts takes few calls. */
function knownRole(id: string, { client, signal }: Context): Promise<Role | undefined> {
  const known = readRoles.get(client) ?? new Map<string, Promise<Role | undefined>>();
  readRoles.set(client, known);
  const earlier = known.get(id);
  if (earlier !== undefined) return earlier;
  if (known.size === MAX_ROLES_READ) return Promise.resolve(undefined);
  const reading = client.roles.get(id, { signal }).catch((error: unknown) => {
    // The API decides whether the role exists and may be granted.
    if (!(error instanceof ApiError)) throw error;
    return undefined;
  });
  known.set(id, reading);
  return reading;
}
