import type { TeamCaller } from '../domain/principal';

/** The operations of the keys slice that recording needs, because Terraform's state also contains secrets. */
export interface SecretRecords {
  /**
   * Records secrets that a state of the caller's stack holds.
   * @returns the IDs of their keys
   */
  recordSecrets(caller: TeamCaller, versions: readonly number[]): Promise<readonly string[]>;
  /**
   * Records secrets that the caller's run has delivered to Terraform, after Terraform ended the run normally.
   */
  recordSecretsOfRun(caller: TeamCaller, versions: readonly number[]): Promise<void>;
}
