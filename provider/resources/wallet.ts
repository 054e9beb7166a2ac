import type { Wallet } from '../client';
import { defineResource } from '../definitions/define';
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
    'puts money in. The balance is not part of the resource, because every call changes it: ' +
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

  importState: importsById({
    prefix: 'wal',
    read: (client, id, options) => client.wallets.refresh(id, options),
  }),

  async delete(state, context) {
    await explainingOrder(order, () =>
      sight.remove(state, context, () => context.client.wallets.remove(state.id, context)),
    );
  },
});

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
