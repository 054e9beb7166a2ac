import type { SimpleObjectStore } from '../creations/simple-objects';
import { toDate, toMillis } from '../database/columns';
import type { Database } from '../database/database';
import { createKnexTeamObjects } from '../database/knex-team-objects';
import { pageOf } from '../database/page-of';
import type { PageRequest } from '../domain/page';
import type { TeamObjects } from '../domain/team-object';
import type { Wallet } from './wallet';

export interface WalletFilter {
  readonly name?: string | undefined;
}

export type Funds = Pick<Wallet, 'balanceNanos' | 'reservedNanos'>;

export type WalletChange = Partial<Pick<Wallet, 'name'>>;

/** Deleted wallets are no longer found. Their ledgers and charges stay. */
export interface WalletStore extends SimpleObjectStore<Wallet, WalletChange>, TeamObjects {
  /** A wallet of any team. It is locked until the unit of work ends. */
  lockById(id: string): Promise<Wallet | undefined>;
  /** Sorted by ID, with one extra row that shows whether another page follows. */
  list(teamId: string, filter: WalletFilter, page: PageRequest): Promise<readonly Wallet[]>;
  setFunds(id: string, funds: Funds): Promise<void>;
}

interface WalletRow {
  id: string;
  team_id: string;
  name: string;
  currency: string;
  balance: string;
  reserved: string;
  created_at: number;
  created_by: string;
  deleted_at: number | null;
  version: number;
}

export function createKnexWalletStore(database: Database): WalletStore {
  const wallets = () => database.knex<WalletRow>('wallets').whereNull('deleted_at');

  return {
    ...createKnexTeamObjects(database, { name: 'wallets', endedAt: 'deleted_at' }),

    async insert(wallet) {
      await database.knex<WalletRow>('wallets').insert(toRow(wallet));
    },

    async find(teamId, id) {
      const [row] = await wallets().where({ team_id: teamId, id });
      return row && toWallet(row);
    },

    async findForUpdate(teamId, ids) {
      if (ids.length === 0) return [];
      const query = wallets()
        .where({ team_id: teamId })
        .whereIn('id', [...ids])
        .orderBy('id');
      return (await database.dialect.lockRows(query)).map(toWallet);
    },

    async lockById(id) {
      const [row] = await database.dialect.lockRows(wallets().where({ id }));
      return row && toWallet(row);
    },

    async list(teamId, filter, page) {
      const query = wallets().where({ team_id: teamId });
      if (filter.name !== undefined) void query.where({ name: filter.name });
      return (await pageOf(query, page)).map(toWallet);
    },

    async update(id, change) {
      await wallets()
        .where({ id })
        .update({ ...change, version: database.knex.raw('version + 1') });
    },

    async setFunds(id, { balanceNanos, reservedNanos }) {
      await wallets()
        .where({ id })
        .update({ balance: balanceNanos.toString(), reserved: reservedNanos.toString() });
    },

    async delete(id, at) {
      await wallets()
        .where({ id })
        .update({ deleted_at: toMillis(at) });
    },
  };
}

function toWallet(row: WalletRow): Wallet {
  return {
    id: row.id,
    teamId: row.team_id,
    name: row.name,
    currency: row.currency,
    balanceNanos: BigInt(row.balance),
    reservedNanos: BigInt(row.reserved),
    createdAt: toDate(row.created_at),
    createdBy: row.created_by,
    version: row.version,
  };
}

function toRow(wallet: Wallet): WalletRow {
  return {
    id: wallet.id,
    team_id: wallet.teamId,
    name: wallet.name,
    currency: wallet.currency,
    balance: wallet.balanceNanos.toString(),
    reserved: wallet.reservedNanos.toString(),
    created_at: toMillis(wallet.createdAt),
    created_by: wallet.createdBy,
    deleted_at: null,
    version: wallet.version,
  };
}
