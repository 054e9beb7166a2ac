/** What a team demands of every key. */
export interface TeamPolicy {
  /** `null`: a key may live for ever. */
  readonly maxKeyLifetimeSeconds: number | null;
}

export interface TeamPolicies {
  policyOf(teamId: string): Promise<TeamPolicy>;
}
