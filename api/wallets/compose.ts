import type { Creations } from '../creations/creations';
import type { TeamObjects } from '../domain/team-object';
import type { SliceParts } from '../http/slice';
import type { TeamDirectory } from '../teams/team-directory';
import { createChargeEndpoints } from './charge-routes';
import { createChargeService } from './charge-service';
import { createWalletDirectory } from './wallet-directory';
import { createCreditService } from './credit-service';
import { createKnexLedgerStore } from './ledger-store';
import { createKnexWalletStore } from './wallet-store';
import { createLedger } from './ledger';
import type { WalletCurrencies, WalletUsage } from './wallet-ports';
import { createWalletEndpoints } from './wallet-routes';
import { createWalletService } from './wallet-service';

export interface WalletsDependencies extends SliceParts {
  readonly creations: Creations;
  readonly usage: WalletUsage;
  readonly teams: Pick<TeamDirectory, 'team'>;
}

/** Wallets, their ledger and what is charged to them, on knex. */
export function composeWallets(dependencies: WalletsDependencies) {
  const { database, clock, ids, audit } = dependencies;
  const wallets = createKnexWalletStore(database);
  const entries = createKnexLedgerStore(database);
  const ledger = createLedger({ wallets, ledger: entries, clock, ids });
  const unitOfWork = database;
  const charges = createChargeService({
    wallets,
    charges: entries,
    ledger,
    unitOfWork,
    clock,
    audit,
  });
  const currencies: WalletCurrencies = {
    currencyOf: async (teamId, walletId) => (await wallets.find(teamId, walletId))?.currency,
  };
  const objects: TeamObjects = wallets;
  return {
    endpoints: [
      ...createWalletEndpoints({
        wallets: createWalletService({
          ...dependencies,
          store: wallets,
          ledger: entries,
          unitOfWork,
        }),
        credits: createCreditService({ wallets, entries, ledger, unitOfWork, audit }),
      }),
      ...createChargeEndpoints(charges),
    ],
    purge: [],
    objects: { wallet: objects },
    currencies,
    directory: createWalletDirectory({ store: wallets }),
    charges,
  };
}
