import type { Secret } from '../domain/secret';

export interface FirstCredential {
  readonly clientId: string;
  readonly secret: Secret;
}

/**
 * The credentials that the first start creates. Only this object and the file contain their secrets in plain
 * text.
 */
export interface FirstCredentials {
  readonly operator: FirstCredential;
  readonly team: { readonly id: string; readonly name: string };
  readonly owner: FirstCredential & { readonly memberId: string };
}
