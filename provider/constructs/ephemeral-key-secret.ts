import { Fn, type IResolvable, type TerraformProvider } from 'cdktf';
import type { Construct } from 'constructs';
import { checkPropNames, type PropNames } from './check-prop-names';
import { checked, checkedIfSet, checkedProps, isNumber, isText } from './checked-props';
import { EphemeralResource } from './ephemeral-resource';

const TYPE = 'keyplane_key_secret';

export interface EphemeralKeySecretConfig {
  /** The ID of a key whose secret is delivered by claim. */
  readonly keyId: string;
  /** The secret that is meant: a plan that rotates the key then waits for the new one. */
  readonly secretVersion?: number;
  /** Absent: that of the construct around it, else the only provider of the stack. */
  readonly provider?: TerraformProvider;
}

const NAMES: PropNames<EphemeralKeySecretConfig> = {
  keyId: true,
  secretVersion: true,
  provider: true,
};

/**
 * `ephemeral "keyplane_key_secret"`: claims a key's secret, in every run for as long as its window
 * lasts. A key with a `consumer` has one already.
 */
export class EphemeralKeySecret extends EphemeralResource {
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

  /** Null if the secret is no longer available. */
  get secret(): string {
    return this.stringOf('secret');
  }

  /**
   * For a write-only attribute, also as a part of it: if the secret is no longer available, it
   * is unknown to a plan, which a consumer's validators let pass, and fails the apply that would
   * write it. A mere `coalesce(secret, "claimed")` would write that word over a good secret, as soon
   * as somebody changes the consumer's version or the consumer is made anew.
   */
  get secretToWrite(): string {
    const unknownThenEmpty = Fn.substr(Fn.timestamp(), 0, 0);
    return Fn.coalesce([this.secret, unknownThenEmpty]) as string;
  }

  get clientId(): string {
    return this.stringOf('client_id');
  }

  get secretVersion(): number {
    return this.numberOf('secret_version');
  }

  /** Whether the secret is no longer available. */
  get claimed(): IResolvable {
    return this.resultOf('claimed');
  }
}
