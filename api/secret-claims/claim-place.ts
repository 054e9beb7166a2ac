/** The place to which a sealed secret is bound. It cannot be opened in another row, or for another key. */
export function claimPlace(keyId: string, secretVersion: number): string {
  return `secret_claims/${keyId}/${secretVersion}`;
}
