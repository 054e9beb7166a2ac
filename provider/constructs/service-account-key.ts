import { Construct } from 'constructs';
import type { Expiry } from './expiry';
import { ServiceAccountKey as ServiceAccountKeyResource } from './generated/service-account-key';
import { displayName } from './text';

export interface ServiceAccountKeyOptions {
  /** When the key stops working; that it never does has to be said. */
  readonly expires: Expiry;
  /** Absent: the construct's id. */
  readonly name?: string;
  /** Whether the key is accepted. Absent: it is. */
  readonly enabled?: boolean;
  /**
   * The public half of a key pair, as the text of a JSON Web Key: its owner authenticates by
   * `private_key_jwt`, and there is no secret. Absent: Keyplane makes a secret.
   */
  readonly publicJwk?: string;
}

export interface ServiceAccountKeyProps extends ServiceAccountKeyOptions {
  readonly serviceAccount: { readonly serviceAccountId: string };
}

/** A key of a service account; `ServiceAccount.addKey` makes one, too. */
export class ServiceAccountKey extends Construct {
  readonly resource: ServiceAccountKeyResource;
  private readonly hasSecret: boolean;

  constructor(scope: Construct, id: string, props: ServiceAccountKeyProps) {
    super(scope, id);
    this.hasSecret = props.publicJwk === undefined;
    this.resource = new ServiceAccountKeyResource(this, 'Resource', {
      serviceAccountId: props.serviceAccount.serviceAccountId,
      name: displayName(this, props.name),
      enabled: props.enabled,
      publicJwk: props.publicJwk,
      ...props.expires.attributes,
    });
  }

  get keyId(): string {
    return this.resource.id;
  }

  /** Not secret: the user name of HTTP Basic and of OAuth 2.0. */
  get clientId(): string {
    return this.resource.clientId;
  }

  /** Sensitive, and in the state: hand it on, or give the key a `publicJwk` instead. */
  get secret(): string {
    return this.ofSecret('secret', this.resource.secret);
  }

  /** The secret's beginning and end, to tell keys apart. */
  get maskedSecret(): string {
    return this.ofSecret('masked secret', this.resource.maskedSecret);
  }

  /** A number that no other secret ever has, for the `…_wo_version` of whoever takes the secret. */
  get secretVersion(): number {
    return this.ofSecret('secret version', this.resource.secretVersion);
  }

  private ofSecret<T>(what: string, value: T): T {
    if (this.hasSecret) return value;
    throw new Error(
      `${this.node.path} has no ${what}: with a publicJwk its owner authenticates by ` +
        'private_key_jwt and Keyplane makes no secret.',
    );
  }
}
