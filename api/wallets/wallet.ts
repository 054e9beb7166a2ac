import { formatNanos } from '../domain/money';

/** What pay-as-you-go calls are paid from. */
export interface Wallet {
  readonly id: string;
  readonly teamId: string;
  readonly name: string;
  readonly currency: string;
  /** The sum of its ledger. */
  readonly balanceNanos: bigint;
  /** What reservations hold of the balance; never more than it. */
  readonly reservedNanos: bigint;
  readonly createdAt: Date;
  readonly createdBy: string;
  /** Money does not move it. */
  readonly version: number;
}

export const ENTRY_KINDS = ['credit', 'credit_reversal', 'charge', 'charge_reversal'] as const;

export type EntryKind = (typeof ENTRY_KINDS)[number];

/** One line of a wallet's ledger. */
export interface WalletEntry {
  readonly id: string;
  readonly walletId: string;
  readonly kind: EntryKind;
  /** Negative where money left. */
  readonly amountNanos: bigint;
  /** The wallet's after it. */
  readonly balanceNanos: bigint;
  /** Who gave the charge its ID: a team, or the operator. */
  readonly chargedBy: string;
  readonly chargeId: string;
  readonly createdAt: Date;
  readonly createdBy: string;
}

export function availableNanos({ balanceNanos, reservedNanos }: Wallet): bigint {
  return balanceNanos - reservedNanos;
}

/** A wallet as the audit trail keeps it, and as the wire begins. */
export function walletSnapshot({ id, name, currency }: Wallet) {
  return { id, name, currency };
}

export function entrySnapshot({ walletId, kind, amountNanos, chargeId }: WalletEntry) {
  return { wallet_id: walletId, kind, amount: formatNanos(amountNanos), charge_id: chargeId };
}
