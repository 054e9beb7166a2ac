import type { TerraformProvider } from 'cdktf';
import type { Construct } from 'constructs';
import { checkPropNames, type PropNames } from './check-prop-names';
import { checkKinds, isNumber, TEXT } from './checked-props';
import { EphemeralResource } from './ephemeral-resource';

const TYPE = 'keyplane_access_token';

export interface EphemeralAccessTokenConfig {
  /** The client ID of the key that the token is for. Absent: the provider's own. */
  readonly clientId?: string;
  /** The secret of that key; required if `clientId` is set, and only then. */
  readonly clientSecret?: string;
  /** The service that is to accept the token. Absent: Keyplane itself. */
  readonly audience?: string;
  /** The permissions, with spaces between them. Absent: all that the key has. */
  readonly scope?: string;
  /** From 1 to 600. Absent: 600. */
  readonly lifetimeSeconds?: number;
  /** Absent: that of the construct around it, else the only provider of the stack. */
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
 * `ephemeral "keyplane_access_token"`: a token that is never stored and is revoked when Terraform is
 * done.
 */
export class EphemeralAccessToken extends EphemeralResource {
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

  get accessToken(): string {
    return this.stringOf('access_token');
  }

  /** RFC 3339, in UTC. */
  get expiresAt(): string {
    return this.stringOf('expires_at');
  }
}
