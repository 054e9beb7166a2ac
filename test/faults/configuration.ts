import type { Keyring } from './keyring';

/** How the secret of a key reaches whoever asked for it. */
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
  /** Labels of the roles that it holds. */
  readonly roles: readonly string[];
}

export interface GeneratedKey {
  readonly family: KeyFamily;
  readonly label: string;
  /** The label of the account or of the service key that it stands on; unused on application keys. */
  readonly owner: string;
  /** Another one renames the key. */
  readonly title: string;
  readonly delivery: Delivery;
  /** Which of the keyring's pairs is the owner's, where the delivery is `public_key`. */
  readonly pair: number;
  readonly rotation: GeneratedRotation | null;
  readonly expiresInDays: number;
}

export interface GeneratedRotation {
  /** Another one rotates the key. */
  readonly trigger: number;
  readonly overlap: '1s' | '1h';
  readonly every: string | null;
}

/** A small stack; all its names begin with the tag, so that it is told from others of the team. */
export interface Configuration {
  readonly tag: string;
  readonly roles: readonly GeneratedRole[];
  readonly accounts: readonly GeneratedAccount[];
  readonly serviceKeys: readonly { readonly label: string }[];
  readonly keys: readonly GeneratedKey[];
}

export const SOURCE = 'keyplane.local/keyplane/keyplane';

export function toHcl(configuration: Configuration, keyring: Keyring): string {
  const { tag, roles, accounts, serviceKeys, keys } = configuration;
  return [
    block('terraform', [
      `required_providers {\n    keyplane = { source = ${quoted(SOURCE)} }\n  }`,
    ]),
    ...roles.map(({ label, permissions }) =>
      resource('role', label, { name: `${tag} ${label}`, permissions }),
    ),
    ...accounts.map((account) =>
      resource('service_account', account.label, {
        name: `${tag} ${account.label}`,
        description: account.description,
        role_ids: account.roles.map((role) => ({ ref: `keyplane_role.${role}.id` })),
      }),
    ),
    ...serviceKeys.map(({ label }) =>
      resource('service_key', label, { name: `${tag}-${label}`, accept_terms: '2026-11' }),
    ),
    ...keys.map((key) => resource(key.family, key.label, keyArguments(tag, key, keyring))),
    ...keys
      .filter(({ delivery }) => delivery === 'claim')
      .map(({ family, label }) =>
        block(`ephemeral "keyplane_key_secret" "${label}"`, [
          `key_id = keyplane_${family}.${label}.id`,
        ]),
      ),
  ].join('\n');
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
      return { service_key_id, kind: 'shared', name, ...common };
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
    // Absent, it stays as it was: the way back to `plain` is to be asked for.
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
  const lines = Object.entries(values).map(([name, value]) => `${name} = ${toExpression(value)}`);
  // A role goes after it was taken from those who hold it, not before.
  const lifecycle = type === 'role' ? ['lifecycle {\n    create_before_destroy = true\n  }'] : [];
  return block(`resource "keyplane_${type}" "${label}"`, [...lines, ...lifecycle]);
}

function block(head: string, lines: readonly string[]): string {
  return `${head} {\n${lines.map((line) => `  ${line}\n`).join('')}}\n`;
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
