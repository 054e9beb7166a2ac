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

/** Deleted wallets are no longer found. Their ledgers and charges stay. */
export interface WalletStore extends TeamObjects {
  insert(wallet: Wallet): Promise<void>;
  find(teamId: string, id: string): Promise<Wallet | undefined>;
  /** Of any team; locked until the unit of work ends. */
  findForUpdate(id: string): Promise<Wallet | undefined>;
  /** Sorted by ID, and one row more than asked for. */
  list(teamId: string, filter: WalletFilter, page: PageRequest): Promise<readonly Wallet[]>;
  rename(id: string, name: string): Promise<void>;
  setFunds(id: string, funds: Funds): Promise<void>;
  delete(id: string, at: Date): Promise<void>;
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

    async findForUpdate(id) {
      const [row] = await database.dialect.lockRows(wallets().where({ id }));
      return row && toWallet(row);
    },

    async list(teamId, filter, page) {
      const query = wallets().where({ team_id: teamId });
      if (filter.name !== undefined) void query.where({ name: filter.name });
      return (await pageOf(query, page)).map(toWallet);
    },

    async rename(id, name) {
      await wallets()
        .where({ id })
        .update({ name, version: database.knex.raw('version + 1') });
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
