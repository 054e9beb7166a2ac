import { api, type Schemas } from '../../../api/client';
import type { ListPage, PageQuery } from '../../../api/paged-list';
import { answerOf } from '../../../api/problem';

/** A credit as the operator's audit trail has it: no other list has the credits of all teams. */
export interface Credit {
  readonly eventId: string;
  readonly at: string;
  readonly teamId: string | null;
  readonly walletId: string;
  readonly chargeId: string;
  readonly amount: string;
  /** Events of older servers do not have it. */
  readonly currency: string;
}

export interface NewCredit {
  readonly wallet_id: string;
  readonly amount: string;
  readonly currency: string;
  readonly charge_id: string;
}

export const creditApi = {
  /** Newest first. */
  booked: (page: PageQuery) => events('wallet.credited', page),
  canceled: (page: PageQuery) => events('wallet.credit_reversed', page),
  /** The charge ID makes a repeat harmless, so no idempotency key is needed. */
  book: ({ wallet_id, ...body }: NewCredit) =>
    answerOf(
      api.POST('/v1/wallets/{wallet_id}/credits', { params: { path: { wallet_id } }, body }),
    ),
  cancel: ({ walletId, chargeId }: Credit) =>
    answerOf(
      api.POST('/v1/wallets/{wallet_id}/credits/{charge_id}/reverse', {
        params: { path: { wallet_id: walletId, charge_id: chargeId } },
      }),
    ),
};

async function events(action: string, page: PageQuery): Promise<ListPage<Credit>> {
  const query = { ...page, action, outcome: 'success' as const };
  const { items, ...rest } = await answerOf(
    api.GET('/v1/operator/audit-events', { params: { query } }),
  );
  return { ...rest, items: items.map(creditIn) };
}

function creditIn({ id, at, team_id, after }: Schemas['AuditEvent']): Credit {
  const { wallet_id, charge_id, amount, currency = '' } = after as Record<string, string>;
  return {
    eventId: id,
    at,
    teamId: team_id,
    walletId: wallet_id ?? '',
    chargeId: charge_id ?? '',
    amount: amount ?? '',
    currency,
  };
}
