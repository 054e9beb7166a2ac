import { toMillis } from '../database/columns';
import type { Database } from '../database/database';
import type { Discardable } from '../sealing/discard-lost';
import { whereLost } from '../sealing/knex-lost';

export interface StoredAnswer {
  readonly bodyHash: string;
  readonly status: number;
  /** `null` if it was erased. The request was carried out nevertheless. */
  readonly sealedAnswer: string | null;
}

/** Stores the answers of requests that create something. A repeated request gets the same answer again. */
export interface AnswerStore extends Discardable {
  /**
   * Stores the answer within the unit of work, and replaces an answer from before `since`. If
   * another unit of work is storing it, this waits until that one ends.
   * @returns false if the answer exists already
   */
  claim(keyHmac: string, bodyHash: string, at: Date, since: Date): Promise<boolean>;
  /** Finds no answer that is older than `since`. */
  find(keyHmac: string, since: Date): Promise<StoredAnswer | undefined>;
  store(
    keyHmac: string,
    answer: { status: number; sealedAnswer: string; resourceId: string | null },
  ): Promise<void>;
  /**
   * Keyplane remembers that the answers were given, so that a late repetition does not count as a
   * new request.
   */
  eraseOf(resourceIds: readonly string[]): Promise<void>;
  purge(before: Date): Promise<void>;
}

interface AnswerRow {
  key_hmac: string;
  body_hash: string;
  resource_id: string | null;
  status: number | null;
  sealed_answer: string | null;
  created_at: number;
}

export function createKnexAnswerStore(database: Database): AnswerStore {
  const answers = () => database.knex<AnswerRow>('idempotent_answers');

  return {
    async claim(keyHmac, bodyHash, at, since) {
      const claimed = await answers()
        .insert({
          key_hmac: keyHmac,
          body_hash: bodyHash,
          created_at: toMillis(at),
          resource_id: null,
          status: null,
          sealed_answer: null,
        })
        .onConflict('key_hmac')
        .merge()
        .where('idempotent_answers.created_at', '<=', toMillis(since))
        .returning('key_hmac');
      return claimed.length > 0;
    },

    async find(keyHmac, since) {
      const [row] = await answers()
        .where({ key_hmac: keyHmac })
        .where('created_at', '>', toMillis(since));
      if (row === undefined || row.status === null) return undefined;
      return { bodyHash: row.body_hash, status: row.status, sealedAnswer: row.sealed_answer };
    },

    async store(keyHmac, { status, sealedAnswer, resourceId }) {
      await answers()
        .where({ key_hmac: keyHmac })
        .update({ status, sealed_answer: sealedAnswer, resource_id: resourceId });
    },

    async eraseOf(resourceIds) {
      if (resourceIds.length === 0) return;
      await answers()
        .whereIn('resource_id', [...resourceIds])
        .update({ sealed_answer: null });
    },

    // With another master key, a repeated request does not find its answer, so it counts as a new
    // request.
    discardSealed: (openable) => whereLost(answers(), 'sealed_answer', openable).delete(),

    async purge(before) {
      await answers().where('created_at', '<', toMillis(before)).delete();
    },
  };
}
