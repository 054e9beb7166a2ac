import { Failure } from '../domain/failure';
import { isKeyplanePermission } from '../domain/permission';
import { isTeamCaller, requirePermission, type Caller } from '../domain/principal';
import type { Endpoint } from './endpoint';

/** @throws Failure `insufficient_permissions` */
export function requireAccess(
  caller: Caller,
  { access, narrowed }: Pick<Endpoint, 'access' | 'narrowed'>,
): void {
  if (access === 'public') return;
  // No other token would help a team if only the operator may call the endpoint.
  if (access === 'operator' && caller.principal.kind !== 'operator') throw operatorOnly();
  // If an endpoint asks for no permission, an access token with a scope may do nothing unless the endpoint
  // says so.
  if (caller.principal.narrowed && narrowed !== 'allowed' && !isKeyplanePermission(access)) {
    throw narrowedTokenRefused();
  }
  if (access === 'authenticated' || access === 'operator') return;
  if (!isTeamCaller(caller)) {
    throw new Failure(
      'insufficient_permissions',
      'This endpoint belongs to a team, and the operator is not in any team. Use a key of ' +
        'the team.',
    );
  }
  if (isKeyplanePermission(access)) requirePermission(caller, access);
}

function operatorOnly(): Failure {
  return new Failure('insufficient_permissions', 'Only the operator of Keyplane may do this.');
}

function narrowedTokenRefused(): Failure {
  return new Failure(
    'insufficient_permissions',
    'This access token has a scope, and none of its permissions covers this request. Ask ' +
      'for a token without scope.',
  );
}
