import { randomUUID } from 'node:crypto';
import type { Credentials, PastServer } from './server';

/** Where the history begins. Uses are kept and plotted for 90 days. */
export const FIRST_DAY = 120;

interface Key {
  readonly id: string;
  readonly secret: string;
}

interface UsedKey {
  readonly key: Key;
  usesOn(daysAgo: number): number;
}

interface HistoryKeys {
  readonly used: readonly UsedKey[];
  /** It was disabled, but somebody still uses it. */
  readonly disabled: Key & { readonly client_id: string };
}

/**
 * A team with four months behind it: keys of every kind, most of them in use, one that expires soon, an
 * unused one, an expired one, and a caller that fails.
 */
export async function liveHistory(server: PastServer): Promise<void> {
  const { call } = server;
  const create = <T = { readonly id: string }>(path: string, body: object, as?: Credentials) =>
    call('POST', path, body, as) as Promise<T>;

  const gateway = await createGateway(create);
  const keys = await createKeys(server, create);
  const used = [...keys.used, ...(await createServiceKey(server, create))];
  for (let day = 89; day >= 1; day -= 1) {
    await server.moveTo(day);
    for (const { key, usesOn } of used) {
      for (let uses = usesOn(day); uses > 0; uses -= 1) {
        await call('POST', '/v1/keys/verify', { secret: key.secret }, gateway);
      }
    }
    if (day === 10) await disable(server, keys.disabled);
  }
  // The answer is a refusal, which the audit log keeps.
  await call('GET', '/v1/whoami', undefined, {
    clientId: keys.disabled.client_id,
    clientSecret: keys.disabled.secret,
  }).catch(() => undefined);
}

type Create = <T = { readonly id: string }>(
  path: string,
  body: object,
  as?: Credentials,
) => Promise<T>;

/** The service that asks whether a key is valid. */
async function createGateway(create: Create): Promise<Credentials> {
  const role = await create('/v1/roles', { name: 'Key checker', permissions: ['keys.verify'] });
  const account = await create('/v1/service-accounts', {
    name: 'API gateway',
    description: 'Asks Keyplane whether a key is valid.',
    role_ids: [role.id],
  });
  const key = await create<Key & { client_id: string }>('/v1/service-account-keys', {
    service_account_id: account.id,
    name: 'gateway',
    expires_in: '365d',
  });
  return { clientId: key.client_id, clientSecret: key.secret };
}

async function createKeys(server: PastServer, create: Create): Promise<HistoryKeys> {
  const reader = await create('/v1/roles', {
    name: 'Event reader',
    permissions: ['events.read', 'reports.read'],
  });
  const account = (name: string, description: string) =>
    create('/v1/service-accounts', { name, description, role_ids: [reader.id] });
  const reporting = await account('Reporting', 'Makes the report of each night.');
  const partner = await account('Partner import', 'Fetches what the partner delivers.');
  const accountKey = (of: { readonly id: string }, name: string, expires_in: string) =>
    create<Key & { client_id: string }>('/v1/service-account-keys', {
      service_account_id: of.id,
      name,
      expires_in,
    });

  const nightly = await accountKey(reporting, 'nightly', `${FIRST_DAY + 9}d`);
  await accountKey(reporting, 'trial', '30d');
  const disabled = await accountKey(partner, 'partner-2025', '365d');
  await accountKey(partner, 'never-rolled-out', '365d');
  await create('/v1/application-keys', { description: 'Terraform on my laptop' });
  await server.moveTo(90);
  await inviteMembers(server, create);
  return {
    used: [{ key: nightly, usesOn: (daysAgo) => (daysAgo % 7 < 5 ? 2 + (daysAgo % 3) : 1) }],
    disabled,
  };
}

async function inviteMembers(server: PastServer, create: Create): Promise<void> {
  const { owner } = server;
  const { id: ownId } = (await server.call('GET', '/v1/whoami')) as { id: string };
  const invite = (name: string, team_role: string) =>
    create<{ id: string; invitation: { token: string } }>('/v1/members', {
      email: `${name.toLowerCase()}@example.com`,
      name,
      team_role,
    });
  const ada = await invite('Ada', 'admin');
  await create('/v1/invitations/accept', { token: ada.invitation.token }, owner);
  const grace = await invite('Grace', 'user');
  await create('/v1/invitations/accept', { token: grace.invitation.token }, owner);
  await invite('Linus', 'user');
  await create('/v1/groups', {
    name: 'On call',
    member_ids: [ownId, ada.id],
    topics: ['account_alerts'],
  });
}

/** A paid service with its wallet, and the tokens that call it. */
async function createServiceKey(server: PastServer, create: Create): Promise<readonly UsedKey[]> {
  const { id: memberId } = (await server.call('GET', '/v1/whoami')) as { id: string };
  const { version } = (await server.call('GET', '/v1/terms')) as { version: string };
  const wallet = await create('/v1/wallets', { name: 'Main wallet', currency: 'EUR' });
  await create(
    `/v1/wallets/${wallet.id}/credits`,
    { charge_id: randomUUID(), amount: '250', currency: 'EUR' },
    server.operator,
  );
  const shop = await create<{ id: string; shared_token: Key }>('/v1/service-keys', {
    name: 'web-shop',
    description: 'Product pictures',
    accept_terms: version,
    member_ids: [memberId],
    notify: false,
    services: [
      {
        service_id: 'image-generation',
        billing_policy: 'pay_as_you_go',
        model_ids: ['image-standard'],
        wallet_id: wallet.id,
      },
    ],
    shared_token: { name: 'web-shop-prod', expires_at: 'never' },
  });
  const personal = await create<Key>('/v1/service-key-tokens', {
    service_key_id: shop.id,
    kind: 'personal',
    name: 'my-experiments',
    expires_in: '180d',
    accept_terms: version,
  });
  return [
    { key: shop.shared_token, usesOn: (daysAgo) => (daysAgo > 58 ? 0 : 3 + ((60 - daysAgo) % 4)) },
    { key: personal, usesOn: (daysAgo) => (daysAgo < 40 && daysAgo % 9 === 0 ? 2 : 0) },
  ];
}

async function disable(server: PastServer, { id }: Key): Promise<void> {
  await server.call('PATCH', `/v1/service-account-keys/${id}`, { enabled: false });
}
