import type { Wallet } from '../client';
import { string } from '../terraform-plugin';
import { byName, defineFindable } from './define-findable';

export const { one: walletDataSource, all: walletsDataSource } = defineFindable({
  noun: 'wallet',
  descriptions: {
    one: 'A wallet and what it holds, by its ID or its name.',
    all: "The team's wallets.",
  },
  attributes: {
    currency: string.computed({ description: 'What it holds, as ISO 4217 says it.' }),
    balance: string.computed({ description: 'The sum of its ledger, an exact decimal.' }),
    reserved: string.computed({ description: 'Of the balance, what calls under way hold.' }),
    available: string.computed({ description: 'The balance without what is reserved.' }),
    created_at: string.computed({ description: 'When it was created, RFC 3339 in UTC.' }),
    created_by: string.computed({ description: 'The ID of who created it.' }),
  },
  filters: byName('wallets'),
  api: (client) => client.wallets,
  toModel,
});

function toModel(wallet: Wallet) {
  const { id, name, currency, balance, reserved, available, created_at, created_by } = wallet;
  return { id, name, currency, balance, reserved, available, created_at, created_by };
}
