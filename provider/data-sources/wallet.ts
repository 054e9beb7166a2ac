import type { Wallet } from '../client';
import { defineDataSource } from '../definitions/define';
import { exactlyOneOf, nestedList, string } from '../terraform-plugin';
import { findByIdOrName } from './find-one';

const attributes = {
  currency: string.computed({ description: 'What it holds, as ISO 4217 says it.' }),
  balance: string.computed({ description: 'The sum of its ledger, an exact decimal.' }),
  reserved: string.computed({ description: 'Of the balance, what calls under way hold.' }),
  available: string.computed({ description: 'The balance without what is reserved.' }),
  created_at: string.computed({ description: 'When it was created, RFC 3339 in UTC.' }),
  created_by: string.computed({ description: 'The ID of who created it.' }),
};

export const walletDataSource = defineDataSource({
  name: 'keyplane_wallet',
  description: 'A wallet and what it holds, by its ID or its name.',
  schema: {
    id: string.optionalComputed({ description: 'The ID of the wallet.' }),
    name: string.optionalComputed({ description: 'The name of the wallet, which must be unique.' }),
    ...attributes,
  },
  validators: [exactlyOneOf('id', 'name')],
  async read(config, { client, signal }) {
    return toModel(
      await findByIdOrName('wallet', config, {
        byId: (id) => client.wallets.get(id, { signal }),
        byName: (name) => client.wallets.list({ name }, { signal }),
      }),
    );
  },
});

export const walletsDataSource = defineDataSource({
  name: 'keyplane_wallets',
  description: "The team's wallets.",
  schema: {
    name: string.optional({ description: 'Only wallets of exactly this name.' }),
    wallets: nestedList({
      id: string.computed({ description: 'The ID of the wallet.' }),
      name: string.computed({ description: 'The name of the wallet.' }),
      ...attributes,
    }).computed({ description: 'The wallets, oldest first.' }),
  },
  async read({ name }, { client, signal }) {
    const wallets = await client.wallets.list(name === null ? {} : { name }, { signal });
    return { wallets: wallets.map(toModel) };
  },
});

function toModel(wallet: Wallet) {
  const { id, name, currency, balance, reserved, available, created_at, created_by } = wallet;
  return { ...{ id, name, currency, balance, reserved, available }, ...{ created_at, created_by } };
}
