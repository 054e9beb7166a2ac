import type { Caller } from '../domain/principal';

export type CreatedKind =
  | 'role'
  | 'service_account'
  | 'service_account_key'
  | 'application_key'
  | 'service_key'
  | 'token'
  | 'group'
  | 'member'
  | 'wallet'
  | 'federated_identity';

/**
 * Remembers what a Terraform run created until somebody has confirmed to know of it, so that an
 * apply that was cut off leaves no orphan: a later run that asks for the same takes its place.
 * Unconfirmed: neither used, nor named by a refresh, nor 24 hours old.
 */
export interface Creations {
  /**
   * The unconfirmed twins of what is about to be created: of the same creator, stack, kind and
   * body, left by earlier runs. The caller replaces them in the same unit of work.
   * @throws Failure `duplicate_in_run` where this very run made one (only where `refuseDuplicates`);
   *   `conflict` where a later run did: the request is a late one
   */
  twinsOf(
    caller: Caller,
    kind: CreatedKind,
    body: object,
    options?: { refuseDuplicates?: boolean },
  ): Promise<string[]>;
  /** Whether the twin is one yet; nobody confirms it until the unit of work ends. */
  isUnconfirmed(resourceId: string): Promise<boolean>;
  remember(caller: Caller, kind: CreatedKind, body: object, resourceId: string): Promise<void>;
  /** The twin is what this run has created: it was made as wanted, and something stands on it. */
  takeOver(caller: Caller, resourceId: string): Promise<void>;
  /**
   * It is known: it is no twin any more, and its stored answer is erased. For the creator, and for
   * whoever of the same team asks on behalf of the stack that made it; all else is passed over.
   */
  confirm(caller: Caller, resourceIds: readonly string[]): Promise<void>;
  /** It is used or gone: erased whoever created it. */
  forget(resourceIds: readonly string[]): Promise<void>;
}
