import type { TeamCaller } from '../../../api/domain/principal';
import { parseNanos } from '../../../api/domain/money';
import type { Charge } from '../../../api/wallets/charge';
import type { Agent, Organization } from '../teams/organization';

interface WalletBody {
  readonly id: string;
  readonly balance: string;
  readonly reserved: string;
  readonly available: string;
}

interface EntryBody {
  readonly kind: string;
  readonly amount: string;
  readonly balance: string;
  readonly charge_id: string;
}

export interface WalletUse {
  /** A wallet of the agent's team, with this much in it. */
  funded(agent: Agent, amount: string, currency?: string): Promise<string>;
  read(agent: Agent, walletId: string): Promise<WalletBody>;
  entries(agent: Agent, walletId: string): Promise<readonly EntryBody[]>;
  /** Does what a verification does, on behalf of the team `default`. */
  reserve(walletId: string, chargeId: string, amount: string, currency?: string): Promise<Charge>;
}

export function useWallets({ operator, slices, teamId }: Organization): WalletUse {
  let credits = 0;
  const verifier: TeamCaller = {
    principal: {
      kind: 'service_account',
      id: 'sa_verifier',
      name: 'Verifier',
      teamId,
      credential: { kind: 'key', id: 'sak_verifier' },
      grant: { permissions: new Set(['keys.verify']), everyServicePermission: false },
    },
    requestId: 'verification',
    ip: '127.0.0.1',
    stack: null,
    run: null,
  };

  return {
    async funded(agent, amount, currency = 'EUR') {
      const { body } = await agent.post('/v1/wallets', { name: 'Purse', currency }).expect(201);
      const walletId: string = body.id;
      const credit = { charge_id: `funding-${++credits}`, amount, currency };
      await operator.post(`/v1/wallets/${walletId}/credits`, credit).expect(200);
      return walletId;
    },

    read: async (agent, walletId) => (await agent.get(`/v1/wallets/${walletId}`).expect(200)).body,

    async entries(agent, walletId) {
      const answer = await agent
        .get(`/v1/wallets/${walletId}/entries?page_size=1000&sort=created_at`)
        .expect(200);
      return answer.body.items;
    },

    reserve: (walletId, chargeId, amount, currency = 'EUR') =>
      slices.charges.reserve(verifier, {
        chargeId,
        walletTeamId: teamId,
        walletId,
        amount: { nanos: parseNanos(amount), currency },
        purpose: { serviceKeyId: 'svk_1', serviceId: 'text', modelId: 'large' },
      }),
  };
}

/** The sum of the ledger's entries, in billionths. */
export function sumOf(entries: readonly { readonly amount: string }[]): bigint {
  return entries
    .map(({ amount }) =>
      amount.startsWith('-') ? -parseNanos(amount.slice(1)) : parseNanos(amount),
    )
    .reduce((sum, amount) => sum + amount, 0n);
}
