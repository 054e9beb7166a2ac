import { Token } from 'cdktf';
import { type PropNames, refuseMisspelledProps } from './check-prop-names';
import {
  checked,
  checkedIfSet,
  checkedProps,
  checkKinds,
  has,
  isObject,
  TEXT,
} from './checked-props';
import { periodMs } from './expiry';

/** A public JSON Web Key (RFC 7517), as an object or as its JSON text. */
export type PublicJwk = string | Readonly<Record<string, unknown>>;

/** A service account or member that may claim a secret, besides the creator of the key. */
export type Claimant = { readonly serviceAccountId: string } | { readonly memberId: string };

/** Options of a delivery by claim. */
export interface ClaimOptions {
  /**
   * A service account or member that may claim the secret too.
   * @default - only the credential that creates or rotates the key may claim its secret
   */
  readonly claimant?: Claimant;
  /**
   * How long the secret can be claimed, from `1m` to `7d`.
   * @default 24h
   */
  readonly window?: string;
}

const CLAIM_NAMES: PropNames<ClaimOptions> = { claimant: true, window: true };

export interface DeliveryAttributes {
  readonly secretDelivery?: string;
  readonly recipientJwk?: string;
  readonly recipientPem?: string;
  readonly publicJwk?: string;
  readonly claimWindow?: string;
  readonly claimantId?: string;
}

type DeliveryKind = 'plain' | 'claim' | 'encrypted' | 'public_key';

/**
 * How the secret of a key reaches its owner.
 *
 * @example
 * const byClaim = SecretDelivery.claim({ window: '2h' });
 * const encrypted = SecretDelivery.encryptedFor({ kty: 'OKP', crv: 'X25519', x: 'hSDwCYkwp1R0i33ctD73Wg2_Og0mOBr066SpjqqbTmo' });
 * const inTheState = SecretDelivery.plain();
 */
export class SecretDelivery {
  /** The secret is in the answer to the creation, and therefore in the state. */
  static plain(): SecretDelivery {
    return new SecretDelivery('plain', {});
  }

  /**
   * Keyplane keeps the secret sealed until it is claimed. Neither the state nor a plan holds it.
   *
   * @throws Error if an option is not valid
   */
  static claim(options: ClaimOptions = {}): SecretDelivery {
    const { claimant, window } = checkedProps('SecretDelivery.claim', options);
    refuseMisspelledProps('SecretDelivery.claim', options, CLAIM_NAMES);
    checkKinds('SecretDelivery.claim', options, { window: TEXT });
    checkedIfSet('SecretDelivery.claim', 'claimant', claimant, CLAIMANT, isClaimant);
    if (window !== undefined && !Token.isUnresolved(window)) {
      periodMs(window, 'SecretDelivery.claim');
    }
    return new SecretDelivery('claim', {
      ...(window !== undefined && { claimWindow: window }),
      ...(claimant && { claimantId: claimantIdOf(claimant) }),
    });
  }

  /**
   * The secret is encrypted (RFC 7516), so that only the private half of the recipient's key opens
   * it.
   *
   * @param recipient a JSON Web Key, or the text of a PEM public key; a text that only Terraform
   * will know counts as PEM
   * @throws Error if the key is private, or is neither a JSON Web Key nor PEM
   */
  static encryptedFor(recipient: PublicJwk): SecretDelivery {
    checked('SecretDelivery.encryptedFor', 'recipient', recipient, PUBLIC_KEY, isPublicKey);
    return new SecretDelivery(
      'encrypted',
      isPem(recipient)
        ? { recipientPem: publicPem(recipient) }
        : { recipientJwk: jwkText(recipient) },
    );
  }

  /**
   * There is no secret. The owner keeps the private half of the key and authenticates by
   * `private_key_jwt` (RFC 7523).
   *
   * @throws Error if the key is private, or is not a JSON Web Key
   */
  static publicKey(jwk: PublicJwk): SecretDelivery {
    checked('SecretDelivery.publicKey', 'jwk', jwk, PUBLIC_JWK, isPublicKey);
    return new SecretDelivery('public_key', { publicJwk: jwkText(jwk) });
  }

  /** The delivery as the attributes of an L1 construct. */
  readonly attributes: DeliveryAttributes;

  private constructor(
    /** The way of delivery: `plain`, `claim`, `encrypted` or `public_key`. */
    readonly kind: DeliveryKind,
    details: DeliveryAttributes,
  ) {
    this.attributes = { secretDelivery: kind, ...details };
  }
}

const CLAIMANT = 'a ServiceAccount or a Member';
const PUBLIC_JWK = 'a JSON Web Key, as an object or as its text';
const PUBLIC_KEY = `${PUBLIC_JWK}, or the text of a PEM public key`;

function isClaimant(value: unknown): boolean {
  return has('memberId')(value) || has('serviceAccountId')(value);
}

function isPublicKey(value: unknown): boolean {
  return typeof value === 'string' || isObject(value);
}

const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];

function claimantIdOf(claimant: Claimant): string {
  return 'memberId' in claimant ? claimant.memberId : claimant.serviceAccountId;
}

function isPem(recipient: PublicJwk): recipient is string {
  if (typeof recipient !== 'string') return false;
  return Token.isUnresolved(recipient) || recipient.trimStart().startsWith('-----BEGIN');
}

function publicPem(pem: string): string {
  if (Token.isUnresolved(pem) || /^\s*-----BEGIN PUBLIC KEY-----/.test(pem)) return pem;
  throw new Error('The PEM text is not a public key: it must begin with BEGIN PUBLIC KEY.');
}

function jwkText(jwk: PublicJwk): string {
  if (Token.isUnresolved(jwk)) return Token.asString(jwk);
  const members = typeof jwk === 'string' ? parsedJwk(jwk) : jwk;
  const secret = PRIVATE_MEMBERS.filter((name) => name in members);
  if (secret.length === 0) return typeof jwk === 'string' ? jwk : JSON.stringify(jwk);
  throw new Error(
    `The JSON Web Key has private parts (${secret.join(', ')}). Use only its public half.`,
  );
}

function parsedJwk(text: string): object {
  const parsed = attempt(() => JSON.parse(text) as unknown);
  if (typeof parsed === 'object' && parsed !== null) return parsed;
  throw new Error('The public key is neither the text of a JSON Web Key nor PEM.');
}

function attempt<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch {
    return undefined;
  }
}
