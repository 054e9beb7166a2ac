import type { Secret } from '../domain/secret';

export interface FirstCredential {
  readonly clientId: string;
  readonly secret: Secret;
}

/** What the first start makes; its secrets exist in the clear here and in the file only. */
export interface FirstCredentials {
  readonly operator: FirstCredential;
  readonly team: { readonly id: string; readonly name: string };
  readonly owner: FirstCredential & { readonly memberId: string };
}
