/** A service account that verifies the keys of every team. */
export interface Verifier {
  readonly serviceAccountId: string;
  readonly teamId: string;
  readonly name: string;
}
