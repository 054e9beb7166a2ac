import { Construct } from 'constructs';
import { Expiry } from './expiry';
import { ApplicationKey as ApplicationKeyResource } from './generated/application-key';

export interface ApplicationKeyProps {
  /** What the key is for. Absent: lists show `-`. */
  readonly description?: string;
  /** When the key stops working. Absent: never. */
  readonly expires?: Expiry;
  /** Whether the key is accepted. Absent: it is. */
  readonly enabled?: boolean;
}

/** A key for Keyplane itself that acts with the permissions of the member who applies the stack. */
export class ApplicationKey extends Construct {
  readonly resource: ApplicationKeyResource;

  constructor(scope: Construct, id: string, props: ApplicationKeyProps = {}) {
    super(scope, id);
    const { description, enabled, expires = Expiry.never() } = props;
    this.resource = new ApplicationKeyResource(this, 'Resource', {
      description,
      enabled,
      ...expires.attributes,
    });
  }

  get keyId(): string {
    return this.resource.id;
  }

  /** Not secret: the user name of HTTP Basic and of OAuth 2.0. */
  get clientId(): string {
    return this.resource.clientId;
  }

  /** Sensitive, and in the state. */
  get secret(): string {
    return this.resource.secret;
  }

  /** The secret's beginning and end, to tell keys apart. */
  get maskedSecret(): string {
    return this.resource.maskedSecret;
  }

  /** A number that no other secret ever has, for the `…_wo_version` of whoever takes the secret. */
  get secretVersion(): number {
    return this.resource.secretVersion;
  }
}
