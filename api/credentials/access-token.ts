/** What an access token stands for, and ends with. */
export type TokenHolder =
  | {
      readonly kind: 'key';
      readonly id: string;
      /**
       * The version of the secret, or of the public key, that obtained the token. The token is dead once
       * that is. Null on tokens of earlier releases.
       */
      readonly secretVersion: number | null;
    }
  | {
      readonly kind: 'federated_identity';
      readonly id: string;
      /** `FederatedCredential.trust` of then. Null on tokens of earlier releases. */
      readonly trust: string | null;
    };

/** What an access token (RFC 9068) says, after its signature, issuer and type were checked. */
export interface AccessTokenClaims {
  readonly jti: string;
  readonly holder: TokenHolder;
  readonly clientId: string;
  readonly subject: string;
  /** The one service that it is for. */
  readonly audience: string;
  /** Null: whatever its holder may do. Empty: nothing. */
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
  /** Judges the token alone; its holder, owner and team are the caller's to judge. */
  check(token: string): Promise<AccessTokenCheck>;
}
