import type { Principal } from '../domain/principal';

/** One event of the trail: who did or tried what, on which object, from where. Never changed afterwards. */
export interface AuditEvent {
  readonly id: string;
  /** The team whose trail contains the event; `null` for the operator's trail. */
  readonly teamId: string | null;
  readonly at: Date;
  readonly actor: {
    readonly kind: Principal['kind'];
    readonly id: string;
    readonly name: string;
    /** The key or federated identity that authenticated the actor. `null` for a session. */
    readonly keyId: string | null;
    /** The session that authenticated the actor, if it was one. */
    readonly sessionId: string | null;
  };
  readonly action: string;
  /** `success`, or the code of the failure that refused it. */
  readonly outcome: string;
  readonly target: { readonly kind: string; readonly id: string | null };
  readonly requestId: string;
  readonly ip: string;
  readonly before: object | null;
  readonly after: object | null;
}

export interface AuditFilter {
  readonly targetId?: string | undefined;
  readonly action?: string | undefined;
  readonly actorId?: string | undefined;
  readonly outcome?: string | undefined;
  /** Events at this time and later. */
  readonly since?: Date | undefined;
  /** Events before this time. */
  readonly until?: Date | undefined;
}
