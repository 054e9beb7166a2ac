import { holds, type Grant } from '../domain/permission';
import type { Principal } from '../domain/principal';

/** What is left of a grant, as it is now, for a token that was made for these permissions only. */
export function narrowedGrant(grant: Grant, scope: readonly string[]): Grant {
  return {
    permissions: new Set(scope.filter((permission) => holds(grant, permission))),
    everyServicePermission: false,
  };
}

/** `scope` null: the token may do what its key may. */
export function narrowedPrincipal(
  principal: Principal,
  scope: readonly string[] | null,
): Principal {
  return scope === null
    ? principal
    : { ...principal, grant: narrowedGrant(principal.grant, scope), narrowed: true };
}
