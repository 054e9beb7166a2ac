import type { TestApi } from '../support/api';

/**
 * Objects that exist while requests are made: IDs of those that stay, and of those that deletions may name.
 */
export interface World {
  readonly kept: readonly string[];
  readonly doomed: readonly string[];
}

export async function createWorld(api: TestApi, name = 'target'): Promise<World> {
  const other = await api.foundTeam(name);
  const created = async (label: string) => [...(await objectsOf(api, label)), other.id];
  return { kept: await created(`kept-${name}`), doomed: await created(`doomed-${name}`) };
}

async function objectsOf(api: TestApi, label: string): Promise<string[]> {
  const create = async (path: string, body: object) =>
    (await api.as(api.team.owner).post(path).send(body).expect(201)).body.id as string;
  const account = await create('/v1/service-accounts', { name: label });
  const serviceKey = await create('/v1/service-keys', { name: label, accept_terms: '2026-11' });
  return [
    account,
    serviceKey,
    await create('/v1/roles', { name: label, permissions: ['reports.read'] }),
    await create('/v1/service-account-keys', {
      service_account_id: account,
      name: label,
      expires_at: 'never',
    }),
    await create('/v1/application-keys', {}),
    await create('/v1/groups', { name: label }),
    await create('/v1/wallets', { name: label, currency: 'EUR' }),
    await create('/v1/members', { email: `${label}@example.com`, name: 'M', team_role: 'user' }),
    await create('/v1/service-key-tokens', { service_key_id: serviceKey, kind: 'shared' }),
    await create('/v1/federated-identities', {
      service_account_id: account,
      name: label,
      issuer: 'https://issuer.example',
      subject_pattern: 'repo:acme/app:x',
    }),
  ];
}
