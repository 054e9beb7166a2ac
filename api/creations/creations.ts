import type { CreatedKind } from '../domain/kinds';
import type { Caller } from '../domain/principal';
import type { RunVerdict } from './abandonment';

/** The reason that is recorded when a key is revoked because a later run replaces it. */
export const ABANDONED_REPLACED = 'abandoned_creation_replaced';

/**
 * Remembers which Terraform run created what, so that an interrupted apply leaves nothing behind and
 * nothing else is ever ended because of it. A creation is *recorded* once its run has delivered it to
 * Terraform and finished, once it was used, or once a refresh has named it from a state. A creation that is
 * not recorded, and whose run is over, is *abandoned*. A later run that creates the same replaces it, if it
 * is certain that no state holds it.
 */
export interface Creations {
  /**
   * Called before something is created or rotated. Checks that the caller's run exists, and makes
   * sure that it cannot be found cut off until the unit of work ends.
   * @throws Failure `run_ended`, `run_lease_expired`
   */
  begin(caller: Caller): Promise<void>;
  /**
   * The abandoned creations that the caller's new object replaces: of the same creator, stack, kind and
   * body, and in no state. The caller replaces them in the same unit of work. Creations of a finished run
   * and of a run in progress are never among them.
   * @throws Failure `run_ended`, `run_lease_expired` about the caller's own run; `run_in_doubt` while it is
   * unknown whether the run of an equal creation is in progress: repeat; `abandoned_creation` if a state
   * may hold an equal abandoned creation
   */
  replaceable(caller: Caller, kind: CreatedKind, body: object): Promise<string[]>;
  /**
   * Returns the given objects that may still be replaced. They are not recorded, and cannot be
   * recorded until the unit of work ends. Lock keys before calling this, because uses are written
   * in that order.
   */
  lockUnrecorded(resourceIds: readonly string[]): Promise<ReadonlySet<string>>;
  /**
   * Checks that the caller's run may also replace all of these objects, which depend on an abandoned one. An
   * object that no run of the caller created in this stack belongs to somebody else.
   * @throws Failure `run_in_doubt`, `abandoned_creation`, as `replaceable`
   */
  areAbandoned(caller: Caller, resourceIds: readonly string[]): Promise<boolean>;
  remember(caller: Caller, kind: CreatedKind, body: object, resourceId: string): Promise<void>;
  /**
   * Makes the abandoned creation a creation of the caller's run. It is exactly what the caller wants, and
   * something depends on it.
   */
  takeOver(caller: Caller, resourceId: string): Promise<void>;
  /**
   * Checks that the caller's run may create something, and decides what became of another run that has
   * created the same.
   * @throws Failure `run_ended`, `run_lease_expired`
   */
  judge(caller: Caller, other: { run: string; createdAt: Date }): Promise<RunVerdict>;
  /** Whether a state of the caller's stack was known to hold it since then. */
  wasNamedSince(caller: Caller, resourceId: string, since: Date): Promise<boolean>;
  /**
   * Records objects that a state of the caller's stack holds. They belong to that stack from then on, and
   * their stored answers are erased. Objects of other teams, and objects that were neither created by a run
   * nor adopted, are skipped.
   */
  name(caller: Caller, resourceIds: readonly string[]): Promise<void>;
  /**
   * Records objects that the caller's run has delivered to Terraform, after Terraform ended the run normally.
   */
  recordDelivered(caller: Caller, resourceIds: readonly string[]): Promise<void>;
  /** Records these objects, because somebody has used them. */
  recordUsed(resourceIds: readonly string[]): Promise<void>;
  /**
   * Erases the stored answers of these objects, because they contain secrets that must not be shown again.
   */
  eraseAnswers(resourceIds: readonly string[]): Promise<void>;
  /** Notes that these objects were revoked or deleted. */
  forget(resourceIds: readonly string[]): Promise<void>;
}
