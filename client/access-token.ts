/** What an access token is for. */
export interface AccessTokenRequest {
  /**
   * The name of the service that the token is for.
   * @default Keyplane itself
   */
  readonly audience?: string;
  /**
   * Permissions of the token.
   * @default all permissions of the key or service account
   */
  readonly permissions?: readonly string[];
  /**
   * Lifetime in seconds, at most 600. A token never outlives its key.
   * @default 600
   */
  readonly lifetimeSeconds?: number;
}

/** An OAuth 2.0 access token, which is a JWT (RFC 9068). */
export interface AccessToken {
  /** What the service gets as a bearer token. */
  readonly token: string;
  /** When the token expires, counted from the answer. */
  readonly expiresInSeconds: number;
}
