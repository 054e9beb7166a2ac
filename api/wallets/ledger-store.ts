import { toDate, toMillis } from '../database/columns';
import type { Database } from '../database/database';
import { pageOf } from '../database/page-of';
import type { PageRequest } from '../domain/page';
import type { Charge, ChargeState } from './charge';
import type { EntryKind, WalletEntry } from './wallet';

/** Callers must have locked the wallet. Otherwise concurrent changes could make the numbers wrong. */
export interface LedgerStore {
  /** False if the ID is taken for this kind, even if a unit of work took it a moment ago. */
  insertEntry(entry: WalletEntry): Promise<boolean>;
  findEntry(kind: EntryKind, chargedBy: string, chargeId: string): Promise<WalletEntry | undefined>;
  /** Sorted by ID, with one extra row that shows whether another page follows. */
  listEntries(walletId: string, page: PageRequest): Promise<readonly WalletEntry[]>;
  /** False if the ID is taken, even if a unit of work took it a moment ago. */
  insertCharge(charge: Charge): Promise<boolean>;
  findCharge(chargedByTeamId: string, chargeId: string): Promise<Charge | undefined>;
  updateCharge(charge: Charge): Promise<void>;
}

interface EntryRow {
  id: string;
  wallet_id: string;
  kind: EntryKind;
  amount: string;
  balance: string;
  charged_by: string;
  charge_id: string;
  created_at: number;
  created_by: string;
}

interface ChargeRow {
  charged_by_team_id: string;
  charge_id: string;
  wallet_id: string;
  currency: string;
  state: ChargeState;
  reserved: string;
  settled: string | null;
  service_key_id: string;
  service_id: string;
  model_id: string;
  created_at: number;
  created_by: string;
}

export function createKnexLedgerStore(database: Database): LedgerStore {
  const entries = () => database.knex<EntryRow>('wallet_entries');
  const charges = () => database.knex<ChargeRow>('charges');

  return {
    async insertEntry(entry) {
      const inserted = await entries()
        .insert(entryToRow(entry))
        .onConflict(['charged_by', 'charge_id', 'kind'])
        .ignore()
        .returning('id');
      return inserted.length > 0;
    },

    async findEntry(kind, chargedBy, chargeId) {
      const [row] = await entries().where({ kind, charged_by: chargedBy, charge_id: chargeId });
      return row && toEntry(row);
    },

    async listEntries(walletId, page) {
      const query = entries().where({ wallet_id: walletId });
      return (await pageOf(query, page)).map(toEntry);
    },

    async insertCharge(charge) {
      const inserted = await charges()
        .insert(chargeToRow(charge))
        .onConflict(['charged_by_team_id', 'charge_id'])
        .ignore()
        .returning('charge_id');
      return inserted.length > 0;
    },

    async findCharge(chargedByTeamId, chargeId) {
      const [row] = await charges().where({
        charged_by_team_id: chargedByTeamId,
        charge_id: chargeId,
      });
      return row && toCharge(row);
    },

    async updateCharge(charge) {
      const { state, settled } = chargeToRow(charge);
      await charges()
        .where({ charged_by_team_id: charge.chargedByTeamId, charge_id: charge.chargeId })
        .update({ state, settled });
    },
  };
}

function toEntry(row: EntryRow): WalletEntry {
  return {
    id: row.id,
    walletId: row.wallet_id,
    kind: row.kind,
    amountNanos: BigInt(row.amount),
    balanceNanos: BigInt(row.balance),
    chargedBy: row.charged_by,
    chargeId: row.charge_id,
    createdAt: toDate(row.created_at),
    createdBy: row.created_by,
  };
}

function entryToRow(entry: WalletEntry): EntryRow {
  return {
    id: entry.id,
    wallet_id: entry.walletId,
    kind: entry.kind,
    amount: entry.amountNanos.toString(),
    balance: entry.balanceNanos.toString(),
    charged_by: entry.chargedBy,
    charge_id: entry.chargeId,
    created_at: toMillis(entry.createdAt),
    created_by: entry.createdBy,
  };
}

function toCharge(row: ChargeRow): Charge {
  return {
    chargedByTeamId: row.charged_by_team_id,
    chargeId: row.charge_id,
    walletId: row.wallet_id,
    currency: row.currency,
    state: row.state,
    reservedNanos: BigInt(row.reserved),
    settledNanos: row.settled === null ? null : BigInt(row.settled),
    serviceKeyId: row.service_key_id,
    serviceId: row.service_id,
    modelId: row.model_id,
    createdAt: toDate(row.created_at),
    createdBy: row.created_by,
  };
}

function chargeToRow(charge: Charge): ChargeRow {
  return {
    charged_by_team_id: charge.chargedByTeamId,
    charge_id: charge.chargeId,
    wallet_id: charge.walletId,
    currency: charge.currency,
    state: charge.state,
    reserved: charge.reservedNanos.toString(),
    settled: charge.settledNanos?.toString() ?? null,
    service_key_id: charge.serviceKeyId,
    service_id: charge.serviceId,
    model_id: charge.modelId,
    created_at: toMillis(charge.createdAt),
    created_by: charge.createdBy,
  };
}
