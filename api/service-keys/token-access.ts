import { holds, type KeyplanePermission } from '../domain/permission';
import type { TeamPrincipal } from '../domain/principal';
import type { Key } from '../keys/key';
import type { KeyAccessPolicy, KeyOperation } from '../keys/key-access-policy';

export type TokenAccess =
  /** The caller lacks the permission that the operation itself needs. */
  | 'not_permitted'
  /** The caller is told that the token does not exist. */
  | 'hidden'
  | 'allowed'
  /**
   * The operation is allowed, but only the member who owns the token gets the new secret, by claim.
   */
  | 'secret_for_member'
  /** Only the member who owns the token may do this. */
  | 'member_only';

type Owner = Pick<Key, 'ownerKind' | 'ownerId'>;
type Asking = Pick<TeamPrincipal, 'id' | 'grant'>;

/**
 * The access policy of tokens, for members, service accounts and access tokens with a scope.
 * Members may do everything with their own personal tokens. Everything else needs
 * `service_key_tokens.manage` in addition to the permission of the operation. Even then, only its
 * member gets the secret of a personal token (S3).
 */
export function tokenAccess(principal: Asking, token: Owner, operation: KeyOperation): TokenAccess {
  if (!holds(principal.grant, PERMISSION[operation])) return 'not_permitted';
  if (isOwn(principal, token)) return 'allowed';
  if (!managesTokens(principal)) return 'hidden';
  if (token.ownerKind !== 'member') return 'allowed';
  switch (operation) {
    case 'rotate':
      return 'secret_for_member';
    case 'claim':
      return 'member_only';
    default:
      return 'allowed';
  }
}

const PERMISSION: Readonly<Record<KeyOperation, KeyplanePermission>> = {
  read: 'service_key_tokens.read',
  update: 'service_key_tokens.update',
  rotate: 'service_key_tokens.rotate',
  claim: 'service_key_tokens.claim',
  revoke: 'service_key_tokens.revoke',
};

function isOwn({ id }: Asking, { ownerKind, ownerId }: Owner): boolean {
  return ownerKind === 'member' && ownerId === id;
}

/** A caller who does not manage tokens sees only their own. */
export function managesTokens({ grant }: Pick<TeamPrincipal, 'grant'>): boolean {
  return holds(grant, 'service_key_tokens.manage');
}

/** A token grants nothing in Keyplane, so no caller gets more permissions through it. */
export const TOKEN_ACCESS: KeyAccessPolicy = {
  isVisible: ({ principal }, key, operation) => tokenAccess(principal, key, operation) !== 'hidden',
  requireMayUse: () => Promise.resolve(),
};
