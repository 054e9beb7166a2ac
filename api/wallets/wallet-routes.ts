import { parseNanos } from '../domain/money';
import { defineEndpoint, type Endpoint } from '../http/endpoint';
import { pageRequestOf, pageToWire } from '../http/page';
import { id, pageQuery } from '../http/wire';
import { teamParamsSchema } from '../teams/team-schemas';
import type { CreditService } from './credit-service';
import {
  createWalletSchema,
  creditParamsSchema,
  creditSchema,
  entryQuerySchema,
  updateWalletSchema,
  walletEntryPageSchema,
  walletEntrySchema,
  walletEntryToWire,
  walletPageSchema,
  walletParamsSchema,
  walletQuerySchema,
  walletSchema,
  walletToWire,
} from './wallet-schemas';
import type { WalletService } from './wallet-service';

const tag = 'Wallets';

export function createWalletEndpoints(services: {
  readonly wallets: WalletService;
  readonly credits: CreditService;
}): Endpoint[] {
  const { wallets, credits } = services;
  return [
    defineEndpoint({
      operationId: 'listWallets',
      method: 'get',
      path: '/v1/wallets',
      tag,
      summary: "List the team's wallets",
      access: 'wallets.read',
      query: walletQuerySchema,
      status: 200,
      response: walletPageSchema,
      async handle({ caller, query }) {
        const asked = pageRequestOf('listWallets', { caller, query });
        const page = await wallets.list(caller, { name: query.name }, asked);
        return { body: pageToWire(page, asked, walletToWire) };
      },
    }),
    defineEndpoint({
      operationId: 'getWallet',
      method: 'get',
      path: '/v1/wallets/{wallet_id}',
      tag,
      summary: 'Get a wallet',
      access: 'wallets.read',
      params: walletParamsSchema,
      status: 200,
      response: walletSchema,
      async handle({ caller, params }) {
        const wallet = await wallets.find(caller, params.wallet_id);
        return { body: walletToWire(wallet), version: wallet.version };
      },
    }),
    defineEndpoint({
      operationId: 'createWallet',
      method: 'post',
      path: '/v1/wallets',
      tag,
      summary: 'Create an empty wallet',
      access: 'wallets.create',
      description: 'The new wallet is empty. Only the operator can credit money to it.',
      body: createWalletSchema,
      status: 201,
      response: walletSchema,
      idempotent: true,
      async handle({ caller, body }) {
        const wallet = await wallets.create(caller, body);
        return { body: walletToWire(wallet), version: wallet.version };
      },
    }),
    defineEndpoint({
      operationId: 'updateWallet',
      method: 'patch',
      path: '/v1/wallets/{wallet_id}',
      tag,
      summary: 'Rename a wallet',
      access: 'wallets.update',
      params: walletParamsSchema,
      body: updateWalletSchema,
      status: 200,
      response: walletSchema,
      conditional: true,
      async handle({ caller, params, body, expectedVersion }) {
        const wallet = await wallets.update(caller, params.wallet_id, body, expectedVersion);
        return { body: walletToWire(wallet), version: wallet.version };
      },
    }),
    defineEndpoint({
      operationId: 'deleteWallet',
      method: 'delete',
      path: '/v1/wallets/{wallet_id}',
      tag,
      summary: 'Delete a wallet that is empty and that no service key pays from',
      access: 'wallets.delete',
      params: walletParamsSchema,
      status: 204,
      conditional: true,
      failures: ['wallet_not_empty', 'wallet_in_use'],
      async handle({ caller, params, expectedVersion }) {
        await wallets.delete(caller, params.wallet_id, expectedVersion);
      },
    }),
    defineEndpoint({
      operationId: 'listWalletEntries',
      method: 'get',
      path: '/v1/wallets/{wallet_id}/entries',
      tag,
      summary: 'List the ledger of a wallet, newest first',
      access: 'wallets.read',
      description: 'The amounts of the entries add up to the balance.',
      params: walletParamsSchema,
      query: entryQuerySchema,
      status: 200,
      response: walletEntryPageSchema,
      async handle({ caller, params, query }) {
        const asked = pageRequestOf('listWalletEntries', { caller, params, query });
        const page = await wallets.entries(caller, params.wallet_id, asked);
        return { body: pageToWire(page, asked, walletEntryToWire) };
      },
    }),
    defineEndpoint({
      operationId: 'listTeamWallets',
      method: 'get',
      path: '/v1/teams/{team_id}/wallets',
      tag: 'Operator',
      summary: "List a team's wallets, which the operator can credit",
      description:
        'Only the team can see the ledgers of its wallets, and the services that they pay for.',
      access: 'operator',
      params: teamParamsSchema,
      query: pageQuery(id('wallet')),
      status: 200,
      response: walletPageSchema,
      async handle({ caller, params, query }) {
        const asked = pageRequestOf('listTeamWallets', { caller, params, query });
        const page = await wallets.listOf(params.team_id, asked);
        return { body: pageToWire(page, asked, walletToWire) };
      },
    }),
    defineEndpoint({
      operationId: 'creditWallet',
      method: 'post',
      path: '/v1/wallets/{wallet_id}/credits',
      tag,
      summary: 'Credit money to a wallet',
      access: 'operator',
      description: 'A repeat with the same charge ID gets the same answer, and adds nothing.',
      params: walletParamsSchema,
      body: creditSchema,
      status: 200,
      response: walletEntrySchema,
      failures: ['currency_mismatch', 'charge_conflict'],
      async handle({ caller, params, body }) {
        const amount = { nanos: parseNanos(body.amount), currency: body.currency };
        const credit = { chargeId: body.charge_id, amount };
        return { body: walletEntryToWire(await credits.credit(caller, params.wallet_id, credit)) };
      },
    }),
    defineEndpoint({
      operationId: 'reverseCredit',
      method: 'post',
      path: '/v1/wallets/{wallet_id}/credits/{charge_id}/reverse',
      tag,
      summary: 'Cancel a credit that has not been spent',
      access: 'operator',
      params: creditParamsSchema,
      status: 200,
      response: walletEntrySchema,
      failures: ['insufficient_funds'],
      async handle({ caller, params }) {
        const entry = await credits.reverse(caller, params.wallet_id, params.charge_id);
        return { body: walletEntryToWire(entry) };
      },
    }),
  ];
}
