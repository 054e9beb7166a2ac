import {
  DefaultTokenResolver,
  type IAspect,
  StringConcat,
  TerraformResource,
  Tokenization,
} from 'cdktf';
import type { IConstruct } from 'constructs';
import { periodMs } from './expiry';

export interface KeyPolicyProps {
  /** Whether every key must expire. Absent: it must. */
  readonly requireExpiry?: boolean;
  /** The longest life of a key, such as `90d`, counted from the synthesis. Absent: any. */
  readonly maxLifetime?: string;
  /**
   * Whether a secret may reach the state. If not, only service account keys with a public key are
   * left, as they have none. Absent: it may.
   */
  readonly allowPlainSecrets?: boolean;
}

/** The attributes of a key as Terraform will read them. */
type KeyAttributes = Readonly<Record<string, unknown>>;

const KEY_TYPES: ReadonlySet<string> = new Set([
  'keyplane_application_key',
  'keyplane_service_account_key',
  'keyplane_service_key_token',
]);

/**
 * Fails the synthesis on keys below the construct that it is added to:
 * `Aspects.of(stack).add(new KeyPolicy({ maxLifetime: '90d' }))`. It judges what is synthesised, so
 * L1 constructs, overrides and aspects before it are judged, too.
 */
export class KeyPolicy implements IAspect {
  private readonly rules: readonly ((key: KeyAttributes) => string | undefined)[];
  private readonly seen = new WeakSet<IConstruct>();

  constructor(props: KeyPolicyProps = {}) {
    const { requireExpiry = true, maxLifetime, allowPlainSecrets = true } = props;
    this.rules = [
      ...(requireExpiry ? [mustExpire] : []),
      ...(maxLifetime === undefined ? [] : [mustExpireWithin(maxLifetime)]),
      ...(allowPlainSecrets ? [] : [mustHaveNoSecret]),
    ];
  }

  visit(node: IConstruct): void {
    if (!TerraformResource.isTerraformResource(node) || this.seen.has(node)) return;
    if (!KEY_TYPES.has(node.terraformResourceType)) return;
    this.seen.add(node);
    // An error annotation would do for App.synth, but Testing.synth looks at validations only.
    node.node.addValidation({ validate: () => this.judge(node) });
  }

  private judge(resource: TerraformResource): string[] {
    const key = synthesisedAttributes(resource);
    const problems = this.rules.map((rule) => rule(key));
    return [...new Set(problems)].filter((problem) => problem !== undefined);
  }
}

const NO_EXPIRY =
  'the key never expires, which the KeyPolicy forbids: give it an expiry, such as ' +
  'Expiry.after("30d").';

const UNKNOWN_EXPIRY =
  'the KeyPolicy cannot judge an expiry that only Terraform will know: write it out, such as ' +
  'Expiry.after("30d").';

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

function mustHaveNoSecret(key: KeyAttributes): string | undefined {
  return key.public_jwk !== undefined
    ? undefined
    : 'the secret of the key would stand in the state, which the KeyPolicy forbids: use a service ' +
        'account key with a publicJwk, whose owner authenticates by private_key_jwt.';
}

type JudgedExpiry = 'never' | 'unknown' | { readonly text: string; readonly lifetimeMs: number };

function expiryOf({ expires_at: at, expires_in: period }: KeyAttributes): JudgedExpiry {
  const text = period ?? at ?? 'never';
  if (text === 'never') return 'never';
  if (typeof text !== 'string' || text.includes('${')) return 'unknown';
  const lifetimeMs = text === period ? periodMs(text) : Date.parse(text) - Date.now();
  return Number.isNaN(lifetimeMs) ? 'unknown' : { text, lifetimeMs };
}

function synthesisedAttributes(resource: TerraformResource): KeyAttributes {
  const { terraformResourceType: type, friendlyUniqueId: name } = resource;
  const json: SynthesisedResource = Tokenization.resolve(resource.toTerraform(), {
    scope: resource,
    preparing: false,
    resolver: new DefaultTokenResolver(new StringConcat()),
  });
  return json.resource?.[type]?.[name] ?? {};
}

interface SynthesisedResource {
  readonly resource?: Readonly<Record<string, Readonly<Record<string, KeyAttributes>>>>;
}
