import { claimPlace } from './claim-place';
import { toDate, toMillis } from '../database/columns';
import type { Database } from '../database/database';
import type { Discardable } from '../sealing/discard-lost';
import { whereLost } from '../sealing/knex-lost';
import type { Resealable } from '../sealing/resealable';

export interface NewClaim {
  readonly secretVersion: number;
  readonly keyId: string;
  readonly claimantId: string | null;
  readonly sealedSecret: string;
  readonly expiresAt: Date;
}

export interface StoredClaim {
  readonly secretVersion: number;
  readonly claimantId: string | null;
  /** `null` once it was erased, because the window has ended or the key was revoked or rotated. */
  readonly sealed: { readonly text: string; readonly associatedData: string } | null;
  readonly expiresAt: Date;
  /** When the secret was first fetched. */
  readonly claimedAt: Date | null;
  /** Whether it was discarded, because it was sealed with a lost master key. */
  readonly lostAt: Date | null;
}

/**
 * Stores new secrets, sealed, until the callers who may claim them fetch them. Each row is deleted with the
 * row of its secret.
 */
export interface ClaimStore extends Resealable, Discardable {
  insert(claim: NewClaim): Promise<void>;
  find(keyId: string, secretVersion: number): Promise<StoredClaim | undefined>;
  among(secretVersions: readonly number[]): Promise<readonly StoredClaim[]>;
  /** Keeps the time of the first fetch. */
  markClaimed(secretVersion: number, at: Date): Promise<void>;
  eraseOf(keyId: string): Promise<void>;
  /** Erases every secret whose window has ended by then. */
  eraseEnded(by: Date): Promise<void>;
}

interface ClaimRow {
  secret_version: number;
  key_id: string;
  claimant_id: string | null;
  sealed_secret: string | null;
  sealed_for_key: boolean | number;
  expires_at: number;
  claimed_at: number | null;
  lost_at: number | null;
}

export function createKnexClaimStore(database: Database): ClaimStore {
  const claims = () => database.knex<ClaimRow>('secret_claims');

  return {
    async insert({ secretVersion, keyId, claimantId, sealedSecret, expiresAt }) {
      await claims().insert({
        secret_version: secretVersion,
        key_id: keyId,
        claimant_id: claimantId,
        sealed_secret: sealedSecret,
        sealed_for_key: false,
        expires_at: toMillis(expiresAt),
      });
    },

    async find(keyId, secretVersion) {
      const [row] = await claims().where({ key_id: keyId, secret_version: secretVersion });
      return row && toClaim(row);
    },

    async among(secretVersions) {
      if (secretVersions.length === 0) return [];
      return (await claims().whereIn('secret_version', [...secretVersions])).map(toClaim);
    },

    async markClaimed(secretVersion, at) {
      await claims()
        .where({ secret_version: secretVersion, claimed_at: null })
        .update({ claimed_at: toMillis(at) });
    },

    async eraseOf(keyId) {
      await claims()
        .where({ key_id: keyId })
        .whereNotNull('sealed_secret')
        .update({ sealed_secret: null });
    },

    async eraseEnded(by) {
      await claims()
        .where('expires_at', '<=', toMillis(by))
        .whereNotNull('sealed_secret')
        .update({ sealed_secret: null });
    },

    async sealedRowsForUpdate() {
      const sealed = claims().whereNotNull('sealed_secret').orderBy('secret_version');
      const rows = await database.dialect.lockRows(sealed);
      return rows.map((row) => ({
        id: String(row.secret_version),
        sealed: row.sealed_secret ?? '',
        associatedData: placeOf(row),
      }));
    },

    async replaceSealed(id, sealed) {
      await claims()
        .where({ secret_version: Number(id) })
        .update({ sealed_secret: sealed });
    },

    // The row stays, so that its key can say what became of the secret.
    discardSealed: (openable, at) =>
      whereLost(claims(), 'sealed_secret', openable).update({
        sealed_secret: null,
        lost_at: toMillis(at),
      }),
  };
}

function toClaim(row: ClaimRow): StoredClaim {
  const text = row.sealed_secret;
  return {
    secretVersion: row.secret_version,
    claimantId: row.claimant_id,
    sealed: text === null ? null : { text, associatedData: placeOf(row) },
    expiresAt: toDate(row.expires_at),
    claimedAt: toDate(row.claimed_at),
    lostAt: toDate(row.lost_at),
  };
}

/** Secrets that were sealed for a token, when only tokens could be claimed, still open by its ID. */
function placeOf(row: ClaimRow): string {
  return row.sealed_for_key
    ? `token_claims/${row.key_id}`
    : claimPlace(row.key_id, row.secret_version);
}
