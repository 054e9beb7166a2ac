import type { TerraformProvider } from 'cdktf';
import type { Construct } from 'constructs';
import { checkPropNames, type PropNames } from './check-prop-names';
import { checkKinds, isNumber, TEXT } from './checked-props';
import { EphemeralResource } from './ephemeral-resource';

const TYPE = 'keyplane_access_token';

/** Properties of an `EphemeralAccessToken`. */
export interface EphemeralAccessTokenConfig {
  /**
   * The client ID of the key that the token is for.
   * @default - the provider's own key
   */
  readonly clientId?: string;
  /**
   * The secret of the key. It is required with `clientId`, and not allowed without it.
   * @default - the provider's own secret
   */
  readonly clientSecret?: string;
  /**
   * The ID of the service that accepts the token.
   * @default - Keyplane itself
   */
  readonly audience?: string;
  /**
   * The permissions of the token, separated by spaces.
   * @default - all permissions of the key
   */
  readonly scope?: string;
  /**
   * Lifetime of the token in seconds, from 1 to 600.
   * @default 600
   */
  readonly lifetimeSeconds?: number;
  /**
   * The provider configuration.
   * @default - the provider of the surrounding construct, otherwise the only provider of the stack
   */
  readonly provider?: TerraformProvider;
}

const NAMES: PropNames<EphemeralAccessTokenConfig> = {
  clientId: true,
  clientSecret: true,
  audience: true,
  scope: true,
  lifetimeSeconds: true,
  provider: true,
};

/**
 * An access token, as `ephemeral "keyplane_access_token"`. It is never stored, and it is revoked at
 * the end of the Terraform run.
 *
 * @throws Error if a property is not valid
 *
 * @example
 * const token = new EphemeralAccessToken(stack, 'deploy', { scope: 'reports.read' });
 * const authorization = `Bearer ${token.accessToken}`;
 */
export class EphemeralAccessToken extends EphemeralResource {
  /** The type of the ephemeral resource in Terraform. */
  static readonly tfResourceType = TYPE;
  protected readonly attributes: Readonly<Record<string, unknown>>;

  constructor(scope: Construct, id: string, config: EphemeralAccessTokenConfig = {}) {
    super(scope, id, TYPE, config);
    checkPropNames(this, EphemeralAccessToken, config, NAMES);
    checkKinds(this, config, {
      clientId: TEXT,
      clientSecret: TEXT,
      audience: TEXT,
      scope: TEXT,
      lifetimeSeconds: { what: 'a number', isRight: isNumber },
    });
    this.attributes = {
      client_id: config.clientId,
      client_secret: config.clientSecret,
      audience: config.audience,
      scope: config.scope,
      lifetime_seconds: config.lifetimeSeconds,
    };
  }

  /** The access token, as an ephemeral value. */
  get accessToken(): string {
    return this.stringOf('access_token');
  }

  /** When the token expires, as an RFC 3339 time in UTC. */
  get expiresAt(): string {
    return this.stringOf('expires_at');
  }
}
