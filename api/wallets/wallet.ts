import { formatNanos } from '../domain/money';

/** A wallet that pays for pay-as-you-go calls. */
export interface Wallet {
  readonly id: string;
  readonly teamId: string;
  readonly name: string;
  readonly currency: string;
  /** The sum of its ledger. */
  readonly balanceNanos: bigint;
  /** The part of the balance that is reserved. Never more than the balance. */
  readonly reservedNanos: bigint;
  readonly createdAt: Date;
  readonly createdBy: string;
  /** The version. Movements of money do not change it. */
  readonly version: number;
}

export const ENTRY_KINDS = ['credit', 'credit_reversal', 'charge', 'charge_reversal'] as const;

export type EntryKind = (typeof ENTRY_KINDS)[number];

/** One line of a wallet's ledger. */
export interface WalletEntry {
  readonly id: string;
  readonly walletId: string;
  readonly kind: EntryKind;
  /** Negative if money was spent. */
  readonly amountNanos: bigint;
  /** The balance of the wallet after this entry. */
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

/** A wallet as the audit trail stores it. The wire format starts with the same fields. */
export function walletSnapshot({ id, name, currency }: Wallet) {
  return { id, name, currency };
}

export function entrySnapshot({ walletId, kind, amountNanos, chargeId }: WalletEntry) {
  return { wallet_id: walletId, kind, amount: formatNanos(amountNanos), charge_id: chargeId };
}
