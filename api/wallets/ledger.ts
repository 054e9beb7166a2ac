import type { Clock } from '../domain/clock';
import { Failure } from '../domain/failure';
import type { Ids } from '../domain/ids';
import { formatNanos } from '../domain/money';
import { availableNanos, type Wallet, type WalletEntry } from './wallet';
import type { LedgerStore } from './ledger-store';
import type { Funds, WalletStore } from './wallet-store';

export type Posting = Pick<
  WalletEntry,
  'kind' | 'amountNanos' | 'chargedBy' | 'chargeId' | 'createdBy'
>;

/** Moves the money of a wallet that its caller has locked: the balance and its ledger together. */
export interface Ledger {
  /**
   * @param reservedNanos the total of the reservations from now on, if it changes
   * @throws Failure `insufficient_funds`, or `charge_conflict` if the ID is taken; nothing is written then
   */
  post(wallet: Wallet, posting: Posting, reservedNanos?: bigint): Promise<WalletEntry>;
  /** @throws Failure `insufficient_funds` */
  setReserved(wallet: Wallet, reservedNanos: bigint): Promise<void>;
}

export interface LedgerDependencies {
  readonly wallets: WalletStore;
  readonly ledger: LedgerStore;
  readonly clock: Clock;
  readonly ids: Ids;
}

export function createLedger({ wallets, ledger, clock, ids }: LedgerDependencies): Ledger {
  return {
    async post(wallet, posting, reservedNanos = wallet.reservedNanos) {
      const balanceNanos = wallet.balanceNanos + posting.amountNanos;
      requireFunds(wallet, { balanceNanos, reservedNanos });
      const entry: WalletEntry = {
        ...posting,
        id: ids.next('wallet_entry'),
        walletId: wallet.id,
        balanceNanos,
        createdAt: clock.now(),
      };
      if (!(await ledger.insertEntry(entry))) throw chargeConflict(posting.chargeId);
      await wallets.setFunds(wallet.id, { balanceNanos, reservedNanos });
      return entry;
    },

    async setReserved(wallet, reservedNanos) {
      const funds = { balanceNanos: wallet.balanceNanos, reservedNanos };
      requireFunds(wallet, funds);
      await wallets.setFunds(wallet.id, funds);
    },
  };
}

/** @throws Failure `insufficient_funds` if the wallet would have less than is reserved */
export function requireFunds(wallet: Wallet, { balanceNanos, reservedNanos }: Funds): void {
  if (balanceNanos >= reservedNanos) return;
  const missing = formatNanos(reservedNanos - balanceNanos);
  throw new Failure(
    'insufficient_funds',
    `The wallet "${wallet.name}" has ${formatNanos(availableNanos(wallet))} ` +
      `${wallet.currency} available. It needs ${missing} ${wallet.currency} more. Ask the ` +
      'operator to credit the wallet.',
  );
}

/**
 * @param pointer the field that names the currency, if the request has one
 * @throws Failure `currency_mismatch`
 */
export function requireCurrency(
  { name, currency }: Wallet,
  given: string,
  pointer?: '/currency',
): void {
  if (given === currency) return;
  const code = 'currency_mismatch';
  const message =
    `The wallet "${name}" holds ${currency}, but this amount is in ${given}. Use a wallet in ` +
    `${given}.`;
  throw new Failure(code, message, {
    errors: pointer === undefined ? [] : [{ pointer, code, message }],
  });
}

export function chargeConflict(chargeId: string): Failure {
  return new Failure(
    'charge_conflict',
    `The charge ID ${chargeId} was used for another wallet, amount or purpose. Use a new charge ID.`,
  );
}
