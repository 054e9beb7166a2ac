import type { AuditChange } from '../domain/audit-trail';
import type { Caller } from '../domain/principal';
import type { Secret } from '../domain/secret';

export interface NewApplicationKey {
  readonly ownerKind: 'member' | 'operator';
  readonly ownerId: string;
  /** `null` for an operator, and only then. */
  readonly teamId: string | null;
  readonly description: string | null;
  /** Lineage. `keyId` is `null` if no key created it, as at first start or with an invitation. */
  readonly creator: { readonly id: string; readonly keyId: string | null };
}

export interface IssuedApplicationKey {
  readonly keyId: string;
  readonly clientId: string;
  readonly secretVersion: number | null;
  /** The secret in plain text, for the one answer that creates the key. */
  readonly secret: Secret;
}

/** The operations on keys that this slice needs. They join the unit of work in progress. */
export interface ApplicationKeyIssuer {
  /** Records nothing in the audit trail, because the caller may become known only by this key. */
  issueApplicationKey(key: NewApplicationKey): Promise<IssuedApplicationKey>;
}

export interface KeyRevoker {
  /** Revokes every key of the owner at once, each with its audit event; joins the unit of work. */
  revokeKeysOfOwner(caller: Caller, ownerId: string, reason: string): Promise<number>;
}

export interface WorkingKeys {
  /** Whether the member has an application key that is neither disabled, expired nor revoked. */
  hasWorkingKey(teamId: string, memberId: string): Promise<boolean>;
}

export function applicationKeyCreated(
  key: NewApplicationKey,
  issued: IssuedApplicationKey,
): AuditChange {
  return {
    action: 'application_key.created',
    target: { kind: 'application_key', id: issued.keyId, teamId: key.teamId },
    after: {
      id: issued.keyId,
      owner_id: key.ownerId,
      description: key.description,
      client_id: issued.clientId,
      masked_secret: issued.secret.masked,
    },
  };
}
