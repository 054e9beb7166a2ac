import {
  DefaultTokenResolver,
  type IAspect,
  StringConcat,
  TerraformResource,
  Tokenization,
} from 'cdktf';
import type { IConstruct } from 'constructs';
import { type PropNames, refuseMisspelledProps } from './check-prop-names';
import { checkedProps, checkKinds, FLAG, TEXT } from './checked-props';
import { instantMs, periodMs } from './expiry';

/** What a `KeyPolicy` demands of each key. */
export interface KeyPolicyProps {
  /**
   * Whether each key must expire.
   * @default true
   */
  readonly requireExpiry?: boolean;
  /**
   * Maximum lifetime of a key, such as `90d`. If the key expires at a date, its lifetime is counted
   * from the synthesis.
   * @default - no limit
   */
  readonly maxLifetime?: string;
  /**
   * Whether a secret may reach the state. If not, each key needs a claim, an encrypted secret or a
   * public key.
   * @default true
   */
  readonly allowPlainSecrets?: boolean;
  /**
   * Whether the secret of each key must be rotated periodically. A key with a public key is exempt,
   * because only its owner can make another one.
   * @default false
   */
  readonly requireRotation?: boolean;
}

const NAMES: PropNames<KeyPolicyProps> = {
  requireExpiry: true,
  maxLifetime: true,
  allowPlainSecrets: true,
  requireRotation: true,
};

/** The attributes of a key as Terraform will read them. */
type KeyAttributes = Readonly<Record<string, unknown>>;

const KEY_TYPES: ReadonlySet<string> = new Set([
  'keyplane_application_key',
  'keyplane_service_account_key',
  'keyplane_service_key_token',
]);

/**
 * Fails the synthesis if a key in its scope breaks a rule. It judges what is synthesized, including
 * L1 constructs, overrides and the changes of other aspects.
 * @throws Error if a property is not valid
 * @example
 * import { Aspects } from 'cdktf';
 *
 * Aspects.of(stack).add(new KeyPolicy({ maxLifetime: '90d', allowPlainSecrets: false }));
 */
export class KeyPolicy implements IAspect {
  private readonly rules: readonly ((key: KeyAttributes) => string | undefined)[];
  private readonly seen = new WeakSet<IConstruct>();

  constructor(props: KeyPolicyProps = {}) {
    checkedProps('new KeyPolicy', props);
    if (new.target === KeyPolicy) refuseMisspelledProps('new KeyPolicy', props, NAMES);
    checkKinds('new KeyPolicy', props, {
      requireExpiry: FLAG,
      maxLifetime: TEXT,
      allowPlainSecrets: FLAG,
      requireRotation: FLAG,
    });
    const { requireExpiry = true, maxLifetime } = props;
    const { allowPlainSecrets = true, requireRotation = false } = props;
    this.rules = [
      ...(requireExpiry ? [mustExpire] : []),
      ...(maxLifetime === undefined ? [] : [mustExpireWithin(maxLifetime)]),
      ...(allowPlainSecrets ? [] : [mustHideItsSecret]),
      ...(requireRotation ? [mustRotate] : []),
    ];
  }

  /** Adds the check to a key. The aspects of cdktf call it. */
  visit(node: IConstruct): void {
    if (!TerraformResource.isTerraformResource(node) || this.seen.has(node)) return;
    if (!KEY_TYPES.has(node.terraformResourceType)) return;
    this.seen.add(node);
    // An error annotation would be enough for App.synth, but Testing.synth looks only at
    // validations.
    node.node.addValidation({ validate: () => this.judge(node) });
  }

  private judge(resource: TerraformResource): string[] {
    const key = synthesizedAttributes(resource);
    const problems = this.rules.map((rule) => rule(key));
    return [...new Set(problems)].filter((problem) => problem !== undefined);
  }
}

const NO_EXPIRY =
  'the key never expires, which the KeyPolicy forbids: give it an expiry, such as ' +
  'Expiry.after("30d").';

const UNKNOWN_EXPIRY =
  'the KeyPolicy cannot judge an expiry that only Terraform will know: set a fixed one, ' +
  'such as Expiry.after("30d").';

function mustExpire(key: KeyAttributes): string | undefined {
  const expiry = expiryOf(key);
  if (expiry === 'unknown') return UNKNOWN_EXPIRY;
  return expiry === 'never' ? NO_EXPIRY : undefined;
}

function mustExpireWithin(maxLifetime: string) {
  const maxMs = periodMs(maxLifetime);
  return (key: KeyAttributes): string | undefined => {
    const expiry = expiryOf(key);
    if (expiry === 'unknown') return UNKNOWN_EXPIRY;
    if (expiry === 'never') return NO_EXPIRY;
    return expiry.lifetimeMs <= maxMs
      ? undefined
      : `the key lives longer (${expiry.text}) than the ${maxLifetime} that the KeyPolicy allows: ` +
          `let it expire earlier, such as Expiry.after("${maxLifetime}").`;
  };
}

function mustHideItsSecret(key: KeyAttributes): string | undefined {
  const delivery = deliveryOf(key);
  if (HIDING.has(delivery)) return undefined;
  const instead =
    'give the key a `consumer`, or a `delivery`: SecretDelivery.claim(), ' +
    '.encryptedFor(publicKey) or .publicKey(jwk).';
  return delivery === 'plain'
    ? `the secret of the key would be in the state, which the KeyPolicy forbids: ${instead}`
    : `the KeyPolicy cannot judge a delivery that only Terraform will know: ${instead}`;
}

/** Only its owner can make another public key. */
function mustRotate(key: KeyAttributes): string | undefined {
  const { rotation } = key;
  const isPeriodic = typeof rotation === 'object' && rotation !== null && 'every' in rotation;
  return isPeriodic || deliveryOf(key) === 'public_key'
    ? undefined
    : 'the secret of the key is never rotated, which the KeyPolicy forbids: give the key a ' +
        'rotation, such as Rotation.every("30d").';
}

const HIDING: ReadonlySet<unknown> = new Set(['claim', 'encrypted', 'public_key']);

/** The delivery that Keyplane derives from the other attributes of a key that sets none. */
function deliveryOf({ secret_delivery, recipient_jwk, recipient_pem, public_jwk }: KeyAttributes) {
  if (secret_delivery !== undefined) return secret_delivery;
  if (recipient_jwk !== undefined || recipient_pem !== undefined) return 'encrypted';
  return public_jwk === undefined ? 'plain' : 'public_key';
}

type JudgedExpiry = 'never' | 'unknown' | { readonly text: string; readonly lifetimeMs: number };

function expiryOf({ expires_at: at, expires_in: period }: KeyAttributes): JudgedExpiry {
  const text = period ?? at ?? 'never';
  if (text === 'never') return 'never';
  if (typeof text !== 'string' || text.includes('${')) return 'unknown';
  const lifetimeMs = text === period ? periodMs(text) : instantMs(text) - Date.now();
  return Number.isNaN(lifetimeMs) ? 'unknown' : { text, lifetimeMs };
}

function synthesizedAttributes(resource: TerraformResource): KeyAttributes {
  const { terraformResourceType: type, friendlyUniqueId: name } = resource;
  const json: SynthesizedResource = Tokenization.resolve(resource.toTerraform(), {
    scope: resource,
    preparing: false,
    resolver: new DefaultTokenResolver(new StringConcat()),
  });
  return json.resource?.[type]?.[name] ?? {};
}

interface SynthesizedResource {
  readonly resource?: Readonly<Record<string, Readonly<Record<string, KeyAttributes>>>>;
}
