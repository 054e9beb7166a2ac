/** Trust of a service account in an outside OIDC issuer: whose tokens are exchanged for its own. */
export interface FederatedIdentity extends Trust {
  readonly id: string;
  readonly teamId: string;
  readonly serviceAccountId: string;
  readonly name: string;
  readonly disabledAt: Date | null;
  readonly lastUsedAt: Date | null;
  readonly createdAt: Date;
  readonly createdBy: string;
  readonly version: number;
}

/** Which tokens are trusted. All of it must hold. */
export interface Trust {
  /** `iss`, to the letter. */
  readonly issuer: string;
  /** One of `aud`. */
  readonly audience: string;
  /** `sub`, in which `*` stands for anything but `/` and `:`; null: the claims alone decide. */
  readonly subjectPattern: string | null;
  /** Exact values by the claim's name. */
  readonly claims: Readonly<Record<string, string>>;
  readonly allowPullRequests: boolean;
  /** A `jti` works once. */
  readonly replayProtection: boolean;
}

/** A federated identity as the audit trail keeps it, and as the wire begins. */
export function federatedIdentitySnapshot(identity: FederatedIdentity) {
  return {
    id: identity.id,
    service_account_id: identity.serviceAccountId,
    name: identity.name,
    issuer: identity.issuer,
    audience: identity.audience,
    subject_pattern: identity.subjectPattern,
    claims: { ...identity.claims },
    allow_pull_requests: identity.allowPullRequests,
    replay_protection: identity.replayProtection,
    enabled: identity.disabledAt === null,
  };
}
