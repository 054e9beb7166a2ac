import { Failure } from '../domain/failure';
import { isKeyplanePermission } from '../domain/permission';
import { isTeamCaller, requirePermission, type Caller } from '../domain/principal';
import type { Access } from './endpoint';

/** @throws Failure `insufficient_permissions` */
export function requireAccess(caller: Caller, access: Access): void {
  if (access === 'authenticated' || access === 'public') return;
  if (access === 'operator') {
    if (caller.principal.kind !== 'operator') {
      throw new Failure('insufficient_permissions', 'Only the operator of Keyplane may do this.');
    }
    if (!caller.principal.narrowed) return;
    throw new Failure(
      'insufficient_permissions',
      'This access token was made for certain permissions only. Ask for one without scope.',
    );
  }
  if (!isTeamCaller(caller)) {
    throw new Failure(
      'insufficient_permissions',
      'This belongs to a team; the operator stands outside every team. Use a key of the team.',
    );
  }
  if (isKeyplanePermission(access)) requirePermission(caller, access);
}
