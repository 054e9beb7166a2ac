import { holds, type KeyplanePermission } from '../domain/permission';
import type { TeamPrincipal } from '../domain/principal';
import type { Key } from '../keys/key';
import type { KeyAccessPolicy, KeyOperation } from '../keys/key-access-policy';

export type TokenAccess =
  /** The caller lacks the permission of the operation itself. */
  | 'not_permitted'
  /** To the caller there is no such token. */
  | 'hidden'
  | 'allowed'
  /** Allowed, but the new secret reaches nobody except the token's own member, who claims it. */
  | 'secret_for_member'
  /** Only the token's own member may. */
  | 'member_only';

type Owner = Pick<Key, 'ownerKind' | 'ownerId'>;
type Asking = Pick<TeamPrincipal, 'id' | 'grant'>;

/**
 * The access policy of tokens: one for members, service accounts and access tokens that were made for
 * certain permissions. Your own personal tokens are yours. Everything else needs
 * `service_key_tokens.manage` besides the permission of the operation, and even then a personal token's
 * secret is its member's alone (S3).
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

/** Who does not manage tokens knows only their own. */
export function managesTokens({ grant }: Pick<TeamPrincipal, 'grant'>): boolean {
  return holds(grant, 'service_key_tokens.manage');
}

/** A token grants nothing in Keyplane, so nobody comes by more than they may do. */
export const TOKEN_ACCESS: KeyAccessPolicy = {
  isVisible: ({ principal }, key, operation) => tokenAccess(principal, key, operation) !== 'hidden',
  requireMayUse: () => Promise.resolve(),
};
