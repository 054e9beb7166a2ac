import type { Verifier } from './verifier';

export interface VerifierStore {
  /** By ID. */
  list(): Promise<readonly Verifier[]>;
  /** `undefined` where there is no such service account. */
  set(serviceAccountId: string, verifiesEveryTeam: boolean): Promise<Verifier | undefined>;
}
