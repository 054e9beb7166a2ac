import type { Caller } from './principal';
import type { AuditOutcome } from './audit-outcomes';

export interface AuditTarget {
  readonly kind: string;
  readonly id: string | null;
  /** The team whose trail has the event. If absent, the caller's own team. */
  readonly teamId?: string | null;
}

export interface AuditChange {
  /** `<resource>.<verb>`: `service_account.created`, `service_account_key.rotated`. */
  readonly action: string;
  readonly target: AuditTarget;
  /** Wire representations without secrets; absent if the object did not exist. */
  readonly before?: object;
  readonly after?: object;
}

/** A key that is not valid was presented. */
export interface RefusedUse extends Pick<AuditChange, 'action' | 'target' | 'after'> {
  /** Why it was refused. */
  readonly outcome: AuditOutcome;
}

/** An event that happened a moment ago. Its request could not wait for the trail. */
export interface LateChange {
  readonly caller: Caller;
  readonly change: AuditChange;
  readonly at: Date;
}

/** Append-only. `record` joins the change's own transaction: no change without its event. */
export interface AuditTrail {
  record(caller: Caller, change: AuditChange): Promise<void>;
  /**
   * A known caller was refused: `outcome` is the failure's code. `targetId` is the ID that they
   * asked for, whether or not the object exists. Never throws.
   */
  recordRefusal(
    caller: Caller,
    action: string,
    outcome: AuditOutcome,
    targetId?: string | null,
  ): Promise<void>;
  /** Takes one statement, or a few. */
  recordLate(changes: readonly LateChange[]): Promise<void>;
  /** Never throws. */
  recordRefusedUse(caller: Caller, use: RefusedUse): Promise<void>;
}
