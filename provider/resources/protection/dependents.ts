import type { CallOptions, KeyplaneClient } from '../../client';
import type { GuardedFamily, Subject } from './threat';

/** A key or federated identity that ends with the object it belongs to. */
export interface Dependent {
  /** For a list: `key "deploy" (sak_…)`. */
  readonly what: string;
  readonly id: string;
  readonly state: string;
  readonly createdBy: string;
  readonly lastUsedAt: string | null;
}

interface Listed {
  readonly id: string;
  readonly state: string;
  readonly created_by: string;
  readonly last_used_at: string | null;
}

type Lists = Map<string, { calls: number; whole?: Promise<readonly unknown[]> }>;

/**
 * This many questions are asked one by one. After that, the list of the family is read once, page
 * by page.
 */
const SINGLE_QUESTIONS = 2;
const lists = new WeakMap<KeyplaneClient, Lists>();

/** What ends with the object. The number of calls does not grow with the plan. */
export async function dependentsOf(
  { family, id }: Pick<Subject, 'family' | 'id'>,
  client: KeyplaneClient,
  options: CallOptions,
): Promise<readonly Dependent[]> {
  switch (family) {
    case '/v1/service-accounts':
      return [
        ...(await keysOfAccount(id, client, options)),
        ...(await identitiesOfAccount(id, client, options)),
      ];
    case '/v1/service-keys': {
      const tokens = await belonging(
        { client, family, whole: () => client.serviceKeyTokens.list({}, options) },
        () => client.serviceKeyTokens.list({ service_key_id: id }, options),
      );
      return live(tokens.filter((token) => token.service_key_id === id)).map(toToken);
    }
    case '/v1/members':
      return keysOfMember(id, client, options);
    default:
      return [];
  }
}

async function keysOfAccount(id: string, client: KeyplaneClient, options: CallOptions) {
  const keys = await belonging(
    {
      client,
      family: '/v1/service-accounts',
      whole: () => client.serviceAccountKeys.list({}, options),
    },
    () => client.serviceAccountKeys.list({ service_account_id: id }, options),
  );
  return live(keys.filter((key) => key.service_account_id === id)).map((key) =>
    toDependent(`key "${key.name}"`, key),
  );
}

async function identitiesOfAccount(id: string, client: KeyplaneClient, options: CallOptions) {
  const identities = await client.identitiesOf(id, options);
  return identities.map((identity) => {
    const state = identity.enabled ? 'active' : 'disabled';
    return toDependent(`federated identity "${identity.name}"`, { ...identity, state });
  });
}

/** The application keys of other members are hidden from everybody else. */
async function keysOfMember(id: string, client: KeyplaneClient, options: CallOptions) {
  const tokens = await belonging({
    client,
    family: '/v1/members tokens',
    whole: () => client.serviceKeyTokens.list({ kind: 'personal' }, options),
  });
  const keys = await belonging({
    client,
    family: '/v1/members keys',
    whole: () => client.applicationKeys.list({}, options),
  });
  return [
    ...live(keys.filter((key) => key.member_id === id)).map((key) =>
      toDependent(`application key "${key.description ?? '-'}"`, key),
    ),
    ...live(tokens.filter((token) => token.member_id === id)).map(toToken),
  ];
}

/** @param single lists what belongs to one owner; omitted if the family has no filter for owners */
async function belonging<T>(
  {
    client,
    family,
    whole,
  }: {
    readonly client: KeyplaneClient;
    readonly family: GuardedFamily | `/v1/members ${string}`;
    readonly whole: () => Promise<readonly T[]>;
  },
  single?: () => Promise<readonly T[]>,
): Promise<readonly T[]> {
  const known: Lists = lists.get(client) ?? new Map();
  lists.set(client, known);
  const list = known.get(family) ?? { calls: 0 };
  known.set(family, list);
  list.calls += 1;
  if (single !== undefined && list.calls <= SINGLE_QUESTIONS) return single();
  return (list.whole ??= whole()) as Promise<readonly T[]>;
}

/** An expired key has ended already. */
function live<T extends Listed>(keys: readonly T[]): readonly T[] {
  return keys.filter(({ state }) => state === 'active' || state === 'disabled');
}

function toToken(token: Listed & { readonly name: string | null; readonly kind: string }) {
  return toDependent(`${token.kind} token "${token.name ?? '-'}"`, token);
}

function toDependent(what: string, { id, state, created_by, last_used_at }: Listed): Dependent {
  const dependent = { id, state, createdBy: created_by, lastUsedAt: last_used_at };
  return { what: `${what} (${id})`, ...dependent };
}
