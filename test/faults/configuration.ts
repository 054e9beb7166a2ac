import type { Keyring } from './keyring';

/** How the secret of a key reaches the person or program that asked for it. */
export const DELIVERIES = ['plain', 'claim', 'encrypted', 'public_key'] as const;
export type Delivery = (typeof DELIVERIES)[number];

export type KeyFamily = 'service_account_key' | 'application_key' | 'service_key_token';

export interface GeneratedRole {
  readonly label: string;
  readonly permissions: readonly string[];
}

export interface GeneratedAccount {
  readonly label: string;
  readonly description: string;
  /** Labels of the roles of the account. */
  readonly roles: readonly string[];
}

export interface GeneratedKey {
  readonly family: KeyFamily;
  readonly label: string;
  /** The label of the account or service key that it belongs to. Not used for application keys. */
  readonly owner: string;
  /** A new name renames the key. */
  readonly title: string;
  /** How many objects are declared with this body. */
  readonly copies: number;
  readonly delivery: Delivery;
  /** Which key pair of the keyring belongs to the owner, if the delivery is `public_key`. */
  readonly pair: number;
  readonly rotation: GeneratedRotation | null;
  readonly expiresInDays: number;
}

export interface GeneratedRotation {
  /** A new value rotates the key. */
  readonly trigger: number;
  readonly overlap: '1s' | '1h';
  readonly every: string | null;
}

/**
 * A small stack; all its names begin with the tag, so that it can be distinguished from other
 * objects of the team.
 */
export interface Configuration {
  readonly tag: string;
  /** Whether a second provider configuration declares the whole stack once more. */
  readonly hasAlias: boolean;
  readonly roles: readonly GeneratedRole[];
  readonly accounts: readonly GeneratedAccount[];
  readonly serviceKeys: readonly { readonly label: string }[];
  readonly keys: readonly GeneratedKey[];
}

export const SOURCE = 'keyplane.local/keyplane/keyplane';

export function toHcl(configuration: Configuration, keyring: Keyring): string {
  const requirement = `required_providers {\n    keyplane = { source = ${quoted(SOURCE)} }\n  }`;
  const head = block('terraform', [requirement]);
  const blocks = toBlocks(configuration, keyring, DEFAULT_PROVIDER);
  if (!configuration.hasAlias) return [head, ...blocks].join('\n');
  return [
    head,
    block('provider "keyplane"', []),
    block('provider "keyplane"', ['alias = "b"']),
    ...blocks,
    ...toBlocks(configuration, keyring, SECOND_PROVIDER),
  ].join('\n');
}

/** Which provider configuration makes the resources, and how their labels end. */
interface ProviderChoice {
  readonly suffix: string;
  readonly meta: Readonly<Record<string, Argument>>;
}

const DEFAULT_PROVIDER: ProviderChoice = { suffix: '', meta: {} };
const SECOND_PROVIDER: ProviderChoice = { suffix: '_b', meta: { provider: { ref: 'keyplane.b' } } };

function toBlocks(
  { tag, roles, accounts, serviceKeys, keys }: Configuration,
  keyring: Keyring,
  { suffix, meta }: ProviderChoice,
): readonly string[] {
  const make = (type: string, label: string, values: Readonly<Record<string, Argument>>) =>
    resource(type, label + suffix, { ...meta, ...values });
  return [
    ...roles.map(({ label, permissions }) =>
      make('role', label, { name: `${tag} ${label}`, permissions }),
    ),
    ...accounts.map((account) =>
      make('service_account', account.label, {
        name: `${tag} ${account.label}`,
        description: account.description,
        role_ids: account.roles.map((role) => ({ ref: `keyplane_role.${role}${suffix}.id` })),
      }),
    ),
    ...serviceKeys.map(({ label }) =>
      make('service_key', label, { name: `${tag}-${label}`, accept_terms: '2026-11' }),
    ),
    ...keys.map((key) =>
      make(key.family, key.label, {
        ...countOf(key),
        ...keyArguments(tag, { ...key, owner: key.owner + suffix }, keyring),
      }),
    ),
    ...keys.filter(({ delivery }) => delivery === 'claim').map((key) => claimOf(key, suffix, meta)),
  ];
}

function claimOf(key: GeneratedKey, suffix: string, meta: ProviderChoice['meta']): string {
  const index = key.copies === 1 ? '' : '[count.index]';
  const key_id = { ref: `keyplane_${key.family}.${key.label}${suffix}${index}.id` };
  return block(
    `ephemeral "keyplane_key_secret" "${key.label}${suffix}"`,
    lines({ ...meta, ...countOf(key), key_id }),
  );
}

function countOf({ copies }: GeneratedKey): Record<string, Argument> {
  return copies === 1 ? {} : { count: { ref: String(copies) } };
}

type Argument =
  | string
  | readonly Argument[]
  | { readonly ref: string }
  | { readonly object: Readonly<Record<string, Argument>> };

function keyArguments(tag: string, key: GeneratedKey, keyring: Keyring): Record<string, Argument> {
  const common = {
    expires_in: `${key.expiresInDays}d`,
    ...deliveryArguments(key, keyring),
    ...(key.rotation !== null && { rotation: rotationArgument(key.rotation) }),
  };
  const name = `${tag} ${key.title}`;
  switch (key.family) {
    case 'application_key':
      return { description: name, ...common };
    case 'service_key_token': {
      const service_key_id = { ref: `keyplane_service_key.${key.owner}.id` };
      // Its name must not contain spaces.
      const tokenName = name.replaceAll(/[^\w-]+/g, '-');
      return { service_key_id, kind: 'shared', name: tokenName, ...common };
    }
    case 'service_account_key': {
      const service_account_id = { ref: `keyplane_service_account.${key.owner}.id` };
      return { service_account_id, name, ...common };
    }
  }
}

function deliveryArguments(
  { delivery, pair }: GeneratedKey,
  { recipient, pairs }: Keyring,
): Record<string, Argument> {
  switch (delivery) {
    // If the delivery is absent, it stays as it was, so a change back to `plain` must be requested.
    case 'plain':
    case 'claim':
      return { secret_delivery: delivery };
    case 'encrypted':
      return { recipient_jwk: JSON.stringify(recipient.publicJwk) };
    case 'public_key':
      return { public_jwk: JSON.stringify(pairs[pair]?.publicJwk) };
  }
}

function rotationArgument({ trigger, overlap, every }: GeneratedRotation): Argument {
  const when_changed = { object: { trigger: String(trigger) } };
  return { object: { overlap, when_changed, ...(every !== null && { every }) } };
}

function resource(type: string, label: string, values: Readonly<Record<string, Argument>>) {
  // A role must be deleted after it was removed from its accounts, not before.
  const lifecycle = type === 'role' ? ['lifecycle {\n    create_before_destroy = true\n  }'] : [];
  return block(`resource "keyplane_${type}" "${label}"`, [...lines(values), ...lifecycle]);
}

function lines(values: Readonly<Record<string, Argument>>): readonly string[] {
  return Object.entries(values).map(([name, value]) => `${name} = ${toExpression(value)}`);
}

function block(head: string, content: readonly string[]): string {
  return `${head} {\n${content.map((line) => `  ${line}\n`).join('')}}\n`;
}

function toExpression(value: Argument): string {
  if (typeof value === 'string') return quoted(value);
  if ('ref' in value) return value.ref;
  if (!('object' in value)) return `[${value.map(toExpression).join(', ')}]`;
  const entries = Object.entries(value.object);
  return `{ ${entries.map(([name, entry]) => `${name} = ${toExpression(entry)}`).join(', ')} }`;
}

function quoted(text: string): string {
  return JSON.stringify(text);
}
