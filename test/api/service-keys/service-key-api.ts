import { startOrganization, type Agent } from '../teams/organization';
import type { DatabaseName } from '../../support/api';

export const TERMS = { accept_terms: '2026-11' };

const model = (id: string, currency: string) => ({
  id,
  name: id,
  currency,
  parameters: [{ name: 'input_tokens', default: '100', minimum: '0' }],
  prices: [{ price: '0.01', unit: 'token', quantities: ['input_tokens'] }],
});

const CATALOG = {
  services: [
    { id: 'detect', name: 'Detect', free: true, billing_policies: ['free'], models: [] },
    {
      id: 'write',
      name: 'Write',
      free: false,
      billing_policies: ['pay_as_you_go'],
      models: [model('small', 'EUR'), model('large', 'EUR'), model('dollar', 'USD')],
    },
  ],
};

export interface MadeKey {
  readonly id: string;
  readonly member_ids: readonly string[];
}

/** A team with a catalog, a wallet with money, and people of every role. */
export async function startServiceKeys(
  databaseName: DatabaseName,
  options: Parameters<typeof startOrganization>[1] = {},
) {
  const organization = await startOrganization(databaseName, options);
  const { owner, operator } = organization;
  await operator.put('/v1/catalog', CATALOG).expect(200);
  const wallet = async (of: Agent, currency = 'EUR', amount?: string): Promise<string> => {
    const { body } = await of.post('/v1/wallets', { name: 'Wallet', currency }).expect(201);
    if (amount !== undefined) {
      const credit = { charge_id: `credit-${body.id}`, amount, currency };
      await operator.post(`/v1/wallets/${body.id}/credits`, credit).expect(200);
    }
    return body.id;
  };
  return {
    ...organization,
    admin: await organization.join(owner, 'admin'),
    user: await organization.join(owner, 'user'),
    colleague: await organization.join(owner, 'user'),
    stranger: await organization.foundTeam('Strangers'),
    wallet,
    async freeKey(of: Agent = owner) {
      const { body } = await of.get('/v1/service-keys?plan=free').expect(200);
      return body.items[0];
    },
    async paidKey(body: object = {}, by: Agent = owner) {
      const request = { name: 'paid-key', ...TERMS, ...body };
      return (await by.post('/v1/service-keys', request).expect(201)).body;
    },
    async token(by: Agent, serviceKeyId: string, kind: 'personal' | 'shared', body: object = {}) {
      const request = { service_key_id: serviceKeyId, kind, ...TERMS, ...body };
      return (await by.post('/v1/service-key-tokens', request).expect(201)).body;
    },
  };
}

export type ServiceKeysApi = Awaited<ReturnType<typeof startServiceKeys>>;
