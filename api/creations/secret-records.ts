import type { TeamCaller } from '../domain/principal';

/** What recording a creation needs from the keys: their secrets are in Terraform's state too. */
export interface SecretRecords {
  /** A state of the caller's stack holds these secrets. @returns the IDs of their keys */
  recordSecrets(caller: TeamCaller, versions: readonly number[]): Promise<readonly string[]>;
  /** The caller's run has delivered these secrets to Terraform, which has ended it in good order. */
  recordSecretsOfRun(caller: TeamCaller, versions: readonly number[]): Promise<void>;
}
