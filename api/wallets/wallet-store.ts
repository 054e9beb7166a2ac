import type { PageRequest } from '../domain/page';
import type { TeamObjects } from '../domain/team-object';
import type { Charge } from './charge';
import type { EntryKind, Wallet, WalletEntry } from './wallet';

export interface WalletFilter {
  readonly name?: string | undefined;
}

export type Funds = Pick<Wallet, 'balanceNanos' | 'reservedNanos'>;

/** Wallets that were deleted are found no more; their ledgers and charges stay. */
export interface WalletStore extends TeamObjects {
  insert(wallet: Wallet): Promise<void>;
  find(teamId: string, id: string): Promise<Wallet | undefined>;
  /** Of whichever team; held until the unit of work ends. */
  findForUpdate(id: string): Promise<Wallet | undefined>;
  /** By ID, and one row more than asked for. */
  list(teamId: string, filter: WalletFilter, page: PageRequest): Promise<readonly Wallet[]>;
  rename(id: string, name: string): Promise<void>;
  setFunds(id: string, funds: Funds): Promise<void>;
  delete(id: string, at: Date): Promise<void>;
}

/** Who calls must hold the wallet: that is what makes each exactly one. */
export interface LedgerStore {
  /** False where the ID is taken for this kind, also by a unit of work that ended a moment ago. */
  insertEntry(entry: WalletEntry): Promise<boolean>;
  findEntry(kind: EntryKind, chargedBy: string, chargeId: string): Promise<WalletEntry | undefined>;
  /** By ID, and one row more than asked for. */
  listEntries(walletId: string, page: PageRequest): Promise<readonly WalletEntry[]>;
  /** False where the ID is taken, also by a unit of work that ended a moment ago. */
  insertCharge(charge: Charge): Promise<boolean>;
  findCharge(chargedByTeamId: string, chargeId: string): Promise<Charge | undefined>;
  updateCharge(charge: Charge): Promise<void>;
}
