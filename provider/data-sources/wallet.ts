import type { Wallet } from '../client';
import { string } from '../terraform-plugin';
import { byName, defineFindable } from './define-findable';

export const { one: walletDataSource, all: walletsDataSource } = defineFindable({
  noun: 'wallet',
  descriptions: {
    one: 'A wallet and its balance, found by its ID or its name.',
    all: 'The wallets of the team.',
  },
  attributes: {
    currency: string.computed({
      description: 'The currency of the wallet as an ISO 4217 code, such as `EUR`.',
    }),
    balance: string.computed({
      description: 'The balance of the wallet, as an exact decimal: the sum of its ledger.',
    }),
    reserved: string.computed({
      description:
        'The part of the balance that is reserved for calls in progress, as an exact decimal.',
    }),
    available: string.computed({
      description:
        'The available part of the balance, without the reserved part, as an exact decimal.',
    }),
    created_at: string.computed({
      description: 'When the wallet was created, as an RFC 3339 time in UTC.',
    }),
    created_by: string.computed({
      description: 'The ID of the member or service account that created the wallet.',
    }),
  },
  filters: byName('wallets'),
  api: (client) => client.wallets,
  toModel,
});

function toModel(wallet: Wallet) {
  const { id, name, currency, balance, reserved, available, created_at, created_by } = wallet;
  return { id, name, currency, balance, reserved, available, created_at, created_by };
}
