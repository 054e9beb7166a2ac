import { ApiError, ApiProblem, type KeyplaneClient, type Whoami } from '../../client';
import { DiagnosticError, type ResourceContext } from '../../terraform-plugin';
import {
  describeSelfRemoval,
  isByPermissions,
  lostPermissions,
  type PermissionsOfRole,
  threatsToOwn,
} from './own-credential';
import type { Subject, Threat } from './threat';

type Context = ResourceContext<KeyplaneClient>;

/**
 * Refuses a plan that would end the credential of this run. The rest of the run would fail, and
 * nobody could repair that with the same credential.
 * @returns whether it was refused
 */
export async function refuseSelfRemoval(
  subject: Subject,
  threats: readonly Threat[],
  context: Context,
): Promise<boolean> {
  if (threats.length === 0 || !context.hasClient) return false;
  const me = await whoRuns(context);
  if (me === undefined) return false;
  const { client, diagnostics } = context;
  const found: Threat[] = [];
  const lost = new Set<string>();
  for (const threat of threatsToOwn(me, subject, threats, client.now())) {
    const permissions = isByPermissions(subject, threat)
      ? await lostPermissions(me, subject, threat, permissionsOf(context))
      : undefined;
    if (permissions?.length === 0) continue;
    for (const permission of permissions ?? []) lost.add(permission);
    found.push(threat);
  }
  const [first, ...others] = found;
  if (first === undefined) return false;
  const isAllowed = client.protection.allowSelfRemoval;
  const text = describeSelfRemoval(me, subject, [first, ...others], { lost: [...lost], isAllowed });
  if (isAllowed) diagnostics.warning(text);
  else diagnostics.error(text);
  return !isAllowed;
}

/**
 * Runs in an apply, right before a delete. A saved plan may be applied with other credentials, and
 * the deletion of a tainted object is never planned with the provider.
 * @throws DiagnosticError if this run is authenticated with the object
 */
export async function requireNotOwn(
  label: string,
  { id }: { readonly id: string },
  context: Context,
): Promise<void> {
  const { client } = context;
  if (client.protection.allowSelfRemoval) return;
  const me = await client.self(context);
  if (id !== me.key_id && id !== me.id) return;
  const subject = { family: familyOf(me, id), id, label };
  const noEffect = { lost: [], isAllowed: false };
  throw new DiagnosticError(describeSelfRemoval(me, subject, [{ kind: 'destroyed' }], noEffect));
}

function familyOf(me: Whoami, id: string): Subject['family'] {
  if (id === me.id) return me.kind === 'member' ? '/v1/members' : '/v1/service-accounts';
  if (id.startsWith('fid_')) return '/v1/federated-identities';
  return me.kind === 'member' ? '/v1/application-keys' : '/v1/service-account-keys';
}

/** Undefined if Keyplane cannot answer now. An apply asks again before it deletes anything. */
async function whoRuns(context: Context): Promise<Whoami | undefined> {
  try {
    return await context.client.self(context);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return undefined;
  }
}

function permissionsOf(context: Context): PermissionsOfRole {
  return async (roleId) => {
    try {
      return (await context.client.roles.get(roleId, context)).permissions;
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      return undefined;
    }
  };
}
