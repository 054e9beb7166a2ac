/** Who accepted which version of the risk agreement, and when (S2). */
export interface AcceptedTerms {
  readonly version: string;
  readonly acceptedAt: Date;
  readonly acceptedBy: string;
}

/** As answers show it and as the audit trail keeps it. */
export function acceptedTermsToWire(terms: AcceptedTerms) {
  return {
    version: terms.version,
    accepted_at: terms.acceptedAt.toISOString(),
    accepted_by: terms.acceptedBy,
  };
}
