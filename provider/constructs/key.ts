import { Construct } from 'constructs';
import {
  checkedIfSet,
  checkedProps,
  checkKinds,
  FLAG,
  hasAttributes,
  placed,
} from './checked-props';
import { EphemeralKeySecret } from './ephemeral-key-secret';
import { protection, PROTECTION_NAMES, type ProtectionOptions } from './protection';
import type { Rotation } from './rotation';
import { PROVIDER_NAMES, providerFor, type ProviderOption } from './provider-option';
import { type PropNames } from './check-prop-names';
import type { ISecretConsumer } from './secret-consumer';
import { SecretDelivery } from './secret-delivery';

/** Options that application keys, service account keys and service key tokens share. */
export interface KeyOptions extends ProtectionOptions, ProviderOption {
  /**
   * Receives the secret in the apply that creates it. Neither the state nor a plan then holds the
   * secret.
   * @default - no consumer: read `key.secret`, which is in the state unless `delivery` says
   * otherwise
   */
  readonly consumer?: ISecretConsumer;
  /**
   * How the secret reaches its owner.
   * @default - `SecretDelivery.claim()` if there is a `consumer`, otherwise
   * `SecretDelivery.plain()`
   */
  readonly delivery?: SecretDelivery;
  /**
   * When the key gets a new secret.
   * @default - the key keeps its secret
   */
  readonly rotation?: Rotation;
  /**
   * Whether an expired key is replaced by a new one, which has another client ID and secret. It
   * needs `Expiry.after`: if `Expiry.at` is in the past, the plan fails.
   * @default false - the plan warns about an expired key
   */
  readonly recreateIfExpired?: boolean;
}

export const KEY_NAMES: PropNames<KeyOptions> = {
  consumer: true,
  delivery: true,
  rotation: true,
  recreateIfExpired: true,
  ...PROTECTION_NAMES,
  ...PROVIDER_NAMES,
};

/** What the L1 constructs of all three families offer. */
interface KeyResource {
  readonly id: string;
  readonly clientId: string;
  readonly secret: string;
  readonly secretJwe: string;
  readonly maskedSecret: string;
  readonly secretVersion: number;
}

type SharedAttributes = ReturnType<typeof sharedAttributes> & ProviderOption;

/** What the keys of all three families have in common. */
export abstract class Key<Resource extends KeyResource> extends Construct {
  /** The L1 construct, for attributes that this construct does not offer. */
  readonly resource: Resource;
  private readonly delivery: SecretDelivery;

  /**
   * @param create makes the L1 construct below, with the attributes that all keys have
   * @param owner the account or service key that it belongs to, whose provider it uses
   */
  protected constructor(
    scope: Construct,
    id: string,
    options: KeyOptions,
    create: (key: Construct, attributes: SharedAttributes) => Resource,
    owner?: unknown,
  ) {
    super(...placed(new.target.name, scope, id));
    const { consumer, delivery } = checkedKeyOptions(this, options);
    const provider = providerFor(this, options.provider, owner);
    this.delivery = delivery ?? (consumer ? SecretDelivery.claim() : SecretDelivery.plain());
    this.resource = create(this, { ...sharedAttributes(this, options, this.delivery), provider });
    if (consumer !== undefined) this.deliverTo(consumer);
  }

  /** The ID of the key, known after apply. */
  get keyId(): string {
    return this.resource.id;
  }

  /** The client ID of the key: the user name of HTTP Basic and of OAuth 2.0. It is not secret. */
  get clientId(): string {
    return this.resource.clientId;
  }

  /**
   * The secret of the key. It is sensitive, and it is in the state.
   *
   * @throws Error if the secret is not delivered plainly
   */
  get secret(): string {
    return this.of('plain', 'secret', this.resource.secret);
  }

  /**
   * The secret as a compact JWE, which only the recipient's private key opens.
   *
   * @throws Error if the secret is not delivered encrypted
   */
  get secretJwe(): string {
    return this.of('encrypted', 'encrypted secret', this.resource.secretJwe);
  }

  /**
   * The beginning and the end of the secret, to tell keys apart.
   *
   * @throws Error if the key has a public key instead of a secret
   */
  get maskedSecret(): string {
    const { kind } = this.delivery;
    return this.of(kind === 'public_key' ? 'plain' : kind, 'secret', this.resource.maskedSecret);
  }

  /**
   * The version of the secret: a number that grows with each rotation, and that no other secret
   * ever has. Use it as the `…_wo_version` of what receives the secret.
   */
  get secretVersion(): number {
    return this.resource.secretVersion;
  }

  private deliverTo(consumer: ISecretConsumer): void {
    const { keyId, clientId, secretVersion } = this;
    if (this.delivery.kind !== 'claim') {
      throw new Error(
        `${this.node.path}: a consumer needs a secret that is delivered by claim, which is the default with a ` +
          'consumer. Omit `delivery`, or use SecretDelivery.claim().',
      );
    }
    const { secretToWrite: secret } = new EphemeralKeySecret(this, 'Secret', {
      keyId,
      secretVersion,
    });
    const scope = new Construct(this, 'Consumer');
    const returned: unknown = consumer.receive(scope, {
      clientId,
      secret,
      version: secretVersion,
    });
    if (isPromise(returned)) refusePromise(this, returned);
  }

  private of<T>(kind: SecretDelivery['kind'], what: string, value: T): T {
    if (this.delivery.kind === kind) return value;
    throw new Error(`${this.node.path} has no ${what}: ${INSTEAD[this.delivery.kind]}.`);
  }
}

const INSTEAD: Readonly<Record<SecretDelivery['kind'], string>> = {
  plain: 'the secret is delivered in plain text, as `secret`',
  claim: 'the secret is delivered by claim, to a `consumer` or an `EphemeralKeySecret`',
  encrypted: 'the secret is delivered encrypted, as `secretJwe`',
  public_key:
    'with a public key its owner authenticates by private_key_jwt and Keyplane makes no secret',
};

function checkedKeyOptions(key: Construct, options: KeyOptions): KeyOptions {
  const { consumer, delivery, rotation } = checkedProps(key, options);
  checkKinds(key, options, { recreateIfExpired: FLAG });
  checkedIfSet(
    key,
    'delivery',
    delivery,
    'a SecretDelivery, such as SecretDelivery.claim()',
    hasAttributes,
  );
  checkedIfSet(
    key,
    'rotation',
    rotation,
    'a Rotation, such as Rotation.every("90d")',
    hasAttributes,
  );
  checkedIfSet(
    key,
    'consumer',
    consumer,
    'an ISecretConsumer, an object with a method `receive`',
    isConsumer,
  );
  return options;
}

function isPromise(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as Partial<PromiseLike<unknown>> | null | undefined)?.then === 'function';
}

/**
 * The synthesis does not wait for a promise. Constructs that it creates later would be missing, and
 * the secret would be lost.
 */
function refusePromise({ node }: Construct, promise: PromiseLike<unknown>): never {
  // The error below says all that the caller can do.
  promise.then(undefined, () => undefined);
  throw new Error(
    `${node.path}: \`receive\` of the consumer returned a promise, but the synthesis does not wait. ` +
      'Create the constructs that store the secret before `receive` returns, without `async`.',
  );
}

function isConsumer(value: unknown): boolean {
  return typeof (value as Partial<ISecretConsumer> | null)?.receive === 'function';
}

function sharedAttributes(
  key: Construct,
  { rotation, recreateIfExpired, ...options }: KeyOptions,
  delivery: SecretDelivery,
) {
  return {
    ...delivery.attributes,
    recreateIfExpired,
    rotation: rotation?.attributes,
    ...protection(key, options),
  };
}
