import type { AuditTrail } from '../domain/audit-trail';
import type { Creations } from '../creations/creations';
import type { Database } from '../database/database';
import type { Clock } from '../domain/clock';
import type { Ids } from '../domain/ids';
import type { TeamObjects } from '../domain/team-object';
import { createChargeService } from './charge-service';
import { createWalletDirectory } from './create-wallet-directory';
import { createCreditService } from './credit-service';
import { createKnexLedgerStore } from './knex-ledger-store';
import { createKnexWalletStore } from './knex-wallet-store';
import { createLedger } from './ledger';
import type { WalletCurrencies, WalletUsage } from './wallet-ports';
import { createWalletService } from './wallet-service';

export interface WalletsDependencies {
  readonly database: Database;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly audit: AuditTrail;
  readonly creations: Creations;
  readonly usage: WalletUsage;
}

/** Wallets, their ledger and what is charged to them, on knex. */
export function composeWallets(dependencies: WalletsDependencies) {
  const { database, clock, ids, audit } = dependencies;
  const wallets = createKnexWalletStore(database);
  const entries = createKnexLedgerStore(database);
  const ledger = createLedger({ wallets, ledger: entries, clock, ids });
  const unitOfWork = database;
  const walletCurrencies: WalletCurrencies = {
    currencyOf: async (teamId, walletId) => (await wallets.find(teamId, walletId))?.currency,
  };
  return {
    walletObjects: wallets as TeamObjects,
    walletCurrencies,
    walletDirectory: createWalletDirectory({ store: wallets }),
    wallets: createWalletService({ ...dependencies, store: wallets, ledger: entries, unitOfWork }),
    credits: createCreditService({ wallets, entries, ledger, unitOfWork, audit }),
    charges: createChargeService({
      wallets,
      charges: entries,
      ledger,
      unitOfWork,
      clock,
      audit,
    }),
  };
}
