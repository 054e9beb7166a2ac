import { Fn, type IResolvable, type TerraformProvider } from 'cdktf';
import type { Construct } from 'constructs';
import { checkPropNames, type PropNames } from './check-prop-names';
import { checked, checkedIfSet, checkedProps, isNumber, isText } from './checked-props';
import { EphemeralResource } from './ephemeral-resource';

const TYPE = 'keyplane_key_secret';

/** Properties of an `EphemeralKeySecret`. */
export interface EphemeralKeySecretConfig {
  /** The ID of a key whose secret is delivered by claim. */
  readonly keyId: string;
  /**
   * The version of the secret, `key.secretVersion`. With it, a plan that rotates the key waits for
   * the new secret.
   * @default - the current secret
   */
  readonly secretVersion?: number;
  /**
   * The provider configuration.
   * @default - the provider of the surrounding construct, otherwise the only provider of the stack
   */
  readonly provider?: TerraformProvider;
}

const NAMES: PropNames<EphemeralKeySecretConfig> = {
  keyId: true,
  secretVersion: true,
  provider: true,
};

/**
 * Claims the secret of a key, as `ephemeral "keyplane_key_secret"`. Every run claims it, as long as
 * it can be claimed. A key with a `consumer` already has one.
 *
 * @throws Error if a property is not valid
 *
 * @example
 * const account = new ServiceAccount(stack, 'reporting');
 * const key = account.addKey('nightly', {
 *   expires: Expiry.after('90d'),
 *   delivery: SecretDelivery.claim(),
 * });
 * const { secretToWrite } = new EphemeralKeySecret(stack, 'secret', {
 *   keyId: key.keyId,
 *   secretVersion: key.secretVersion,
 * });
 */
export class EphemeralKeySecret extends EphemeralResource {
  /** The type of the ephemeral resource in Terraform. */
  static readonly tfResourceType = TYPE;
  protected readonly attributes: Readonly<Record<string, unknown>>;

  constructor(scope: Construct, id: string, config: EphemeralKeySecretConfig) {
    super(scope, id, TYPE, config);
    const { keyId, secretVersion } = checkedProps(this, config);
    checkPropNames(this, EphemeralKeySecret, config, NAMES);
    checked(this, 'keyId', keyId, 'the ID of a key', isText);
    checkedIfSet(this, 'secretVersion', secretVersion, 'a number', isNumber);
    this.attributes = { key_id: keyId, secret_version: secretVersion };
  }

  /** The secret, as an ephemeral value. Null if the secret is no longer available. */
  get secret(): string {
    return this.stringOf('secret');
  }

  /**
   * The secret for a write-only attribute, or a part of one. If the secret is no longer available,
   * the value is unknown in a plan, and the validators of a consumer accept that. An apply that
   * would write the value fails.
   *
   * Do not use `coalesce(secret, "claimed")` instead. It would overwrite a valid secret with that
   * word as soon as the consumer's version changes or the consumer is replaced.
   */
  get secretToWrite(): string {
    const unknownThenEmpty = Fn.substr(Fn.timestamp(), 0, 0);
    return Fn.coalesce([this.secret, unknownThenEmpty]) as string;
  }

  /** The client ID of the key. */
  get clientId(): string {
    return this.stringOf('client_id');
  }

  /** The version of the secret that was claimed. */
  get secretVersion(): number {
    return this.numberOf('secret_version');
  }

  /** Whether the secret is no longer available. */
  get claimed(): IResolvable {
    return this.resultOf('claimed');
  }
}
