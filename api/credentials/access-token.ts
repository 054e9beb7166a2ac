/** The key or federated identity that an access token acts for. When that ends, the token ends. */
export type TokenHolder =
  | {
      readonly kind: 'key';
      readonly id: string;
      /**
       * The version of the secret or public key that obtained the token. The token ends with it. Null on
       * tokens of earlier releases.
       */
      readonly secretVersion: number | null;
    }
  | {
      readonly kind: 'federated_identity';
      readonly id: string;
      /** `FederatedCredential.trust` at that time. Null on tokens of earlier releases. */
      readonly trust: string | null;
    };

/** What an access token (RFC 9068) says, after its signature, issuer and type were checked. */
export interface AccessTokenClaims {
  readonly jti: string;
  readonly holder: TokenHolder;
  readonly clientId: string;
  readonly subject: string;
  /** The only service that accepts the token. */
  readonly audience: string;
  /** If null, everything that its holder may do. If empty, nothing. */
  readonly scope: readonly string[] | null;
  readonly issuedAt: Date;
  readonly expiresAt: Date;
}

export type AccessTokenCheck =
  | { readonly status: 'good' | 'expired' | 'revoked'; readonly claims: AccessTokenClaims }
  | { readonly status: 'unknown' };

export interface AccessTokenVerifier {
  /** The `aud` of tokens for Keyplane itself, which is also their `iss`. */
  readonly issuer: string;
  /** Judges only the token. The caller judges its holder, owner and team. */
  check(token: string): Promise<AccessTokenCheck>;
}
