import type { AuditTrail } from '../domain/audit-trail';
import type { UnitOfWork } from '../database/unit-of-work';
import { notFound } from '../domain/failure';
import type { Money } from '../domain/money';
import type { Caller, OperatorPrincipal } from '../domain/principal';
import { chargeConflict, requireCurrency, type Ledger } from './ledger';
import { entrySnapshot, type EntryKind, type Wallet, type WalletEntry } from './wallet';
import type { LedgerStore } from './ledger-store';
import type { WalletStore } from './wallet-store';

type OperatorCaller = Caller<OperatorPrincipal>;

export interface Credit {
  /** The operator's own ID for the credit. Each works only once, across all wallets. */
  readonly chargeId: string;
  readonly amount: Money;
}

/** How money comes into wallets: from the operator, who has received it elsewhere. */
export interface CreditService {
  /** @throws Failure `currency_mismatch`, `charge_conflict`, `not_found` */
  credit(caller: OperatorCaller, walletId: string, credit: Credit): Promise<WalletEntry>;
  /** @throws Failure `insufficient_funds` if it has been spent, `not_found` */
  reverse(caller: OperatorCaller, walletId: string, chargeId: string): Promise<WalletEntry>;
}

export interface CreditServiceDependencies {
  readonly wallets: WalletStore;
  readonly entries: LedgerStore;
  readonly ledger: Ledger;
  readonly unitOfWork: UnitOfWork;
  readonly audit: AuditTrail;
}

/**
 * The operator's charge IDs must be unique across all teams. They are stored under this ID, which
 * no team has.
 */
const OPERATOR = 'operator';

export function createCreditService(dependencies: CreditServiceDependencies): CreditService {
  const { wallets, entries, ledger, unitOfWork, audit } = dependencies;

  async function locked(walletId: string): Promise<Wallet> {
    const wallet = await wallets.lockById(walletId);
    if (wallet === undefined) throw notFound('wallet');
    return wallet;
  }

  async function post(
    caller: OperatorCaller,
    wallet: Wallet,
    kind: EntryKind,
    { chargeId, amountNanos }: { chargeId: string; amountNanos: bigint },
  ): Promise<WalletEntry> {
    const createdBy = caller.principal.id;
    const posting = { kind, chargeId, amountNanos, chargedBy: OPERATOR, createdBy };
    const entry = await ledger.post(wallet, posting);
    await audit.record(caller, {
      action: kind === 'credit' ? 'wallet.credited' : 'wallet.credit_reversed',
      target: { kind: 'wallet', id: wallet.id, teamId: wallet.teamId },
      after: { ...entrySnapshot(entry), currency: wallet.currency },
    });
    return entry;
  }

  return {
    credit: (caller, walletId, { chargeId, amount }) =>
      unitOfWork.run(async () => {
        const wallet = await locked(walletId);
        requireCurrency(wallet, amount.currency, '/currency');
        const before = await entries.findEntry('credit', OPERATOR, chargeId);
        if (before === undefined) {
          return post(caller, wallet, 'credit', { chargeId, amountNanos: amount.nanos });
        }
        if (before.walletId !== walletId || before.amountNanos !== amount.nanos) {
          throw chargeConflict(chargeId);
        }
        return before;
      }),

    reverse: (caller, walletId, chargeId) =>
      unitOfWork.run(async () => {
        const wallet = await locked(walletId);
        const credit = await entries.findEntry('credit', OPERATOR, chargeId);
        if (credit?.walletId !== walletId) throw notFound('credit');
        const before = await entries.findEntry('credit_reversal', OPERATOR, chargeId);
        const reversed = { chargeId, amountNanos: -credit.amountNanos };
        return before ?? post(caller, wallet, 'credit_reversal', reversed);
      }),
  };
}
