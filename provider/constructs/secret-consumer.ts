import type { Construct } from 'constructs';

/** What a consumer is given of a key, anew after every rotation. */
export interface DeliveredSecret {
  /** Not secret: the user name of HTTP Basic and of OAuth 2.0. */
  readonly clientId: string;
  /**
   * Ephemeral: for a write-only attribute, also as a part of it. If it is no longer available,
   * it is unknown to a plan, and the apply that would write it fails and writes nothing.
   */
  readonly secret: string;
  /** For the `…_wo_version` next to that attribute. */
  readonly version: number;
}

/**
 * Takes the secret of a key into a store of secrets, in the same apply:
 *
 *     receive(scope, { clientId, secret, version }) {
 *       new KvSecretV2(scope, 'Vault', {
 *         mount: 'kv', name: 'ci', dataJsonWoVersion: version,
 *         dataJsonWo: Fn.jsonencode({ client_id: clientId, secret }),
 *       });
 *     }
 */
export interface ISecretConsumer {
  /** @param scope of its own, so that its constructs may be called anything */
  receive(scope: Construct, delivered: DeliveredSecret): void;
}
