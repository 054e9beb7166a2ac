import type { Wallet } from '../client';
import { defineResource } from '../definitions/define';
import { byName, defineFindable } from '../definitions/define-findable';
import { string } from '../terraform-plugin';
import { rememberTeam } from '../definitions/acknowledge';
import { createdAt, createdBy, displayName, id, timeouts } from '../definitions/attributes';
import { ruled } from '../definitions/field-rules';
import { importsById } from '../definitions/import-by-id';
import { judgeInDryRun, type Rehearsal } from '../definitions/judge-in-dry-run';
import { explainingOrder, type OrderOfDeletion } from './explain-order';
import { deletedOutside, type Owned, sightOf } from './protection/sight';

export const walletResource = defineResource({
  name: 'keyplane_wallet',
  description:
    'A wallet that pays for pay-as-you-go calls of service keys. The operator of Keyplane ' +
    'credits money to it. The balance is not part of the resource, because every call changes it: ' +
    'read it with the data source. A wallet that has money, or that a service key pays from, ' +
    'cannot be deleted.',
  schema: ruled('/v1/wallets', {
    id: id('The ID of the wallet.'),
    name: displayName('The name of the wallet. Names need not be unique.'),
    currency: string.required({
      description:
        'The currency of the wallet as an ISO 4217 code, such as `EUR`. Changing this replaces ' +
        'the wallet.',
      requiresReplace: true,
    }),
    created_at: createdAt,
    created_by: createdBy,
  }),
  timeouts,

  async create(plan, context) {
    const { client, signal } = context;
    await rememberTeam(context);
    const { name, currency } = plan;
    return toModel(await client.wallets.create({ name, currency }, { signal }));
  },

  read(state, context) {
    const read = async () => {
      const { client, signal } = context;
      const wallet = await client.wallets.refresh(state.id, { signal });
      await rememberTeam(context);
      return toModel(wallet);
    };
    return sight.read(state, context, read, deletedOutside('wallet', state.id));
  },

  update: ({ name }, state, context) =>
    sight.change(state, context, async () =>
      toModel(await context.client.wallets.update(state.id, { name }, context)),
    ),

  planDestroy: (state, context) => sight.requireOwnTeam(state, context),
  async modifyPlan(request) {
    await judgeInDryRun(rehearsal, request);
  },

  ...importsById({
    prefix: 'wal',
    read: (client, id, options) => client.wallets.refresh(id, options),
  }),

  async delete(state, context) {
    await explainingOrder(order, () =>
      sight.remove(state, context, () => context.client.wallets.remove(state.id, context)),
    );
  },
});

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
  toModel: toReading,
});

function toReading(wallet: Wallet) {
  const { id, name, currency, balance, reserved, available, created_at, created_by } = wallet;
  return { id, name, currency, balance, reserved, available, created_at, created_by };
}

const sight = sightOf(labelOf);

function labelOf({ id, name }: Owned & { readonly name: string | null }): string {
  return `Wallet ${name ?? id}`;
}

const rehearsal: Rehearsal<
  { readonly name: string; readonly currency: string },
  { readonly id: string }
> = {
  schema: () => walletResource.schema,
  collection: '/v1/wallets',
  createBody: ({ name, currency }) => ({ name, currency }),
  updates: ({ name }) => [{ method: 'PATCH', body: { name } }],
};

const order: OrderOfDeletion = {
  code: 'wallet_in_use',
  noun: 'wallet',
  users: 'service keys',
};

function toModel({ id, name, currency, created_at, created_by }: Wallet) {
  return { id, name, currency, created_at, created_by };
}
