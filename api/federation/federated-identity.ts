/**
 * The trust of a service account in an external OIDC issuer, whose tokens can be exchanged for
 * tokens of the account.
 */
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

/** Which tokens are trusted. A token must meet all conditions. */
export interface Trust {
  /** `iss`, compared exactly. */
  readonly issuer: string;
  /** One of `aud`. */
  readonly audience: string;
  /** `sub`, in which `*` stands for anything but `/` and `:`; null if the claims alone decide. */
  readonly subjectPattern: string | null;
  /** Exact values by the claim's name. */
  readonly claims: Readonly<Record<string, string>>;
  readonly allowPullRequests: boolean;
  /** Whether a `jti` works only once. */
  readonly replayProtection: boolean;
}

/** A federated identity as the audit trail stores it. The wire format starts with the same fields. */
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
