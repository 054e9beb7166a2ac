/** Where a sealed secret stands: in another row, or as another key's, it does not open. */
export function claimPlace(keyId: string, secretVersion: number): string {
  return `secret_claims/${keyId}/${secretVersion}`;
}
