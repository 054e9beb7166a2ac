import { propertyAccess, TerraformElement, type TerraformProvider, Token } from 'cdktf';
import type { Construct } from 'constructs';

const TYPE = 'keyplane_access_token';

export interface EphemeralAccessTokenConfig {
  /** The client ID of the key that the token is for. Absent: the provider's own. */
  readonly clientId?: string;
  /** The secret of that key; given exactly where `clientId` is. */
  readonly clientSecret?: string;
  /** The service that is to accept the token. Absent: Keyplane itself. */
  readonly audience?: string;
  /** The permissions, with spaces between them. Absent: all that the key has. */
  readonly scope?: string;
  /** From 1 to 600. Absent: 600. */
  readonly lifetimeSeconds?: number;
  /** Absent: the stack's only provider. */
  readonly provider?: TerraformProvider;
}

/**
 * `ephemeral "keyplane_access_token"`, which the generator of cdktf 0.21 drops: a token that is never
 * stored and is revoked when Terraform is done. Its values may flow only into what is ephemeral, too:
 * a provider's configuration, a write-only attribute, another ephemeral resource.
 */
export class EphemeralAccessToken extends TerraformElement {
  static readonly tfResourceType = TYPE;

  constructor(
    scope: Construct,
    id: string,
    private readonly config: EphemeralAccessTokenConfig = {},
  ) {
    super(scope, id, `ephemeral.${TYPE}`);
  }

  get accessToken(): string {
    return this.attribute('access_token');
  }

  /** RFC 3339, in UTC. */
  get expiresAt(): string {
    return this.attribute('expires_at');
  }

  override toTerraform() {
    const { clientId, clientSecret, audience, scope, lifetimeSeconds, provider } = this.config;
    const attributes = {
      client_id: clientId,
      client_secret: clientSecret,
      audience,
      scope,
      lifetime_seconds: lifetimeSeconds,
      provider: provider?.fqn,
      ...this.rawOverrides,
      '//': this.constructNodeMetadata,
    };
    return { ephemeral: { [TYPE]: { [this.friendlyUniqueId]: attributes } } };
  }

  /** cdktf 0.21 would leave out of its HCL what it does not know, without a word. */
  override toHclTerraform(): never {
    throw new Error(
      `${this.node.path}: cdktf cannot write ephemeral resources as HCL; synthesise JSON instead.`,
    );
  }

  private attribute(name: string): string {
    return Token.asString(propertyAccess(this.fqn, [name]));
  }
}
