import { holds, type Grant } from '../domain/permission';
import type { Principal } from '../domain/principal';

/** What remains of the current grant for a token with these permissions. */
export function narrowedGrant(grant: Grant, scope: readonly string[]): Grant {
  return {
    permissions: new Set(scope.filter((permission) => holds(grant, permission))),
    everyServicePermission: false,
  };
}

/** If `scope` is null, the token may do everything that its key may do. */
export function narrowedPrincipal(
  principal: Principal,
  scope: readonly string[] | null,
): Principal {
  return scope === null
    ? principal
    : { ...principal, grant: narrowedGrant(principal.grant, scope), narrowed: true };
}
