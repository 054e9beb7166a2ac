import type { CreatedKind } from '../domain/kinds';
import type { Caller } from '../domain/principal';
import type { RunVerdict } from './abandonment';

/** Why a key was revoked that a later run replaced. */
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
   * Before something is created or rotated: the caller's run exists, and it cannot be found cut off
   * until the unit of work ends.
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
   * Those of these that may still be replaced: nobody has recorded them, and nobody does until the
   * unit of work ends. Lock keys before, as their uses are written.
   */
  lockUnrecorded(resourceIds: readonly string[]): Promise<ReadonlySet<string>>;
  /**
   * Whether the caller's run may replace all of these too, because they depend on something abandoned. What
   * no run of the caller's has created in this stack belongs to somebody else.
   * @throws Failure `run_in_doubt`, `abandoned_creation`, as `replaceable`
   */
  areAbandoned(caller: Caller, resourceIds: readonly string[]): Promise<boolean>;
  remember(caller: Caller, kind: CreatedKind, body: object, resourceId: string): Promise<void>;
  /**
   * The abandoned creation becomes a creation of this run, because it is as wanted and something depends on
   * it.
   */
  takeOver(caller: Caller, resourceId: string): Promise<void>;
  /**
   * Whether the caller's run may make something, and what became of another run that has made the
   * same.
   * @throws Failure `run_ended`, `run_lease_expired`
   */
  judge(caller: Caller, other: { run: string; createdAt: Date }): Promise<RunVerdict>;
  /** Whether a state of the caller's stack was known to hold it since then. */
  wasNamedSince(caller: Caller, resourceId: string, since: Date): Promise<boolean>;
  /**
   * A state of the caller's stack holds these. They are recorded, belong to that stack from now on, and
   * their stored answers are erased. Objects of other teams, and objects that were neither created by a run
   * nor adopted, are skipped.
   */
  name(caller: Caller, resourceIds: readonly string[]): Promise<void>;
  /** The caller's run has delivered these to Terraform, which has ended it in good order. */
  recordDelivered(caller: Caller, resourceIds: readonly string[]): Promise<void>;
  /** These were used, so somebody has them. */
  recordUsed(resourceIds: readonly string[]): Promise<void>;
  /** Their stored answers contain what must not be shown again. */
  eraseAnswers(resourceIds: readonly string[]): Promise<void>;
  /** These were revoked or deleted. */
  forget(resourceIds: readonly string[]): Promise<void>;
}
