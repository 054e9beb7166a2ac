import type { Construct } from 'constructs';

/** What a consumer receives from a key. After each rotation it gets the new secret. */
export interface DeliveredSecret {
  /** The client ID of the key: the user name of HTTP Basic and of OAuth 2.0. It is not secret. */
  readonly clientId: string;
  /**
   * The secret, as an ephemeral value for a write-only attribute or a part of one. If the secret is
   * no longer available, the value is unknown in a plan. An apply that would write the value fails,
   * and writes nothing.
   */
  readonly secret: string;
  /** The version of the secret, for the `…_wo_version` next to the write-only attribute. */
  readonly version: number;
}

/**
 * Stores the secret of a key in a secret store, in the apply that creates the secret.
 *
 * @example
 * import { Fn, TerraformResource } from 'cdktf';
 *
 * const vault: ISecretConsumer = {
 *   receive(scope, { clientId, secret, version }) {
 *     const entry = new TerraformResource(scope, 'Entry', {
 *       terraformResourceType: 'vault_kv_secret_v2',
 *     });
 *     entry.addOverride('mount', 'kv');
 *     entry.addOverride('name', 'ci');
 *     entry.addOverride('data_json_wo', Fn.jsonencode({ client_id: clientId, secret }));
 *     entry.addOverride('data_json_wo_version', version);
 *   },
 * };
 */
export interface ISecretConsumer {
  /**
   * Declares the constructs that store the secret. It must not return a promise, because the
   * synthesis does not wait.
   *
   * @param scope a scope of its own, so constructs in it may have any ID
   */
  receive(scope: Construct, delivered: DeliveredSecret): void;
}
