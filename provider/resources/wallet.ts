import { ApiProblem, type Wallet } from '../client';
import { defineResource } from '../definitions/define';
import { DiagnosticError, gone, string } from '../terraform-plugin';
import { rememberTeam } from '../definitions/acknowledge';
import { createdAt, createdBy, displayName, id, timeouts } from '../definitions/attributes';
import { ruled } from '../definitions/field-rules';
import { importsById } from '../definitions/import-by-id';
import { judgeInDryRun, type Rehearsal } from '../definitions/judge-in-dry-run';
import { type Owned, sightOf } from './sight';

export const walletResource = defineResource({
  name: 'keyplane_wallet',
  description:
    'What pay-as-you-go calls of service keys are paid from. The operator of Keyplane puts money ' +
    'in. What it holds is no part of the resource, since every call changes it: read it with the ' +
    'data source. A wallet with money, or that a service key pays from, cannot be deleted.',
  schema: ruled('/v1/wallets', {
    id: id('The ID of the wallet.'),
    name: displayName('The name of the wallet. Names need not be unique.'),
    currency: string.required({
      description: 'What it holds, as ISO 4217 says it, such as `EUR`. Another is another wallet.',
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

  async read(state, context) {
    const { client, signal } = context;
    try {
      const wallet = await client.wallets.refresh(state.id, { signal });
      await rememberTeam(context);
      return toModel(wallet);
    } catch (error) {
      await sight.requireGone(error, state, context);
      return gone({
        summary: `${labelOf(state)} is gone`,
        detail: `Somebody deleted the wallet ${state.id} outside Terraform. The plan creates it again.`,
      });
    }
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
    listedBy: 'keyplane_wallets',
    read: (client, id, options) => client.wallets.refresh(id, options),
  }),

  async delete(state, context) {
    try {
      const { client } = context;
      await sight.remove(state, context, () => client.wallets.remove(state.id, context));
    } catch (error) {
      throw isWalletInUse(error) ? explainOrder(error) : error;
    }
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

function isWalletInUse(error: unknown): error is ApiProblem {
  return error instanceof ApiProblem && error.problem.code === 'wallet_in_use';
}

/** Terraform destroys before it updates what referred to the destroyed, unless told otherwise. */
function explainOrder(error: ApiProblem): DiagnosticError {
  return new DiagnosticError(
    {
      summary: error.problem.title,
      detail:
        `${error.message}\n\nTerraform deletes a wallet before it takes it from service keys in ` +
        'the same apply. Take it from them in one apply and delete it in the next; or give the ' +
        'wallet `lifecycle { create_before_destroy = true }` from the start, and one apply does both.',
    },
    { cause: error },
  );
}

function toModel({ id, name, currency, created_at, created_by }: Wallet) {
  return { id, name, currency, created_at, created_by };
}
