import { toDate, toMillis } from '../database/columns';
import type { Database } from '../database/database';
import { whereLost } from '../sealing/knex-lost';
import type { CreationStore, KnownCreation } from './creation-store';
import type { CreatedKind } from './creations';

interface UnconfirmedRow {
  resource_id: string;
  resource_kind: CreatedKind;
  team_id: string | null;
  creator_id: string;
  stack: string;
  run: string;
  body_hash: string;
  created_at: number;
  settled_at: number | null;
}

interface AnswerRow {
  key_hmac: string;
  body_hash: string;
  resource_id: string | null;
  status: number | null;
  sealed_answer: string | null;
  created_at: number;
}

export function createKnexCreationStore(database: Database): CreationStore {
  const unconfirmed = () => database.knex<UnconfirmedRow>('unconfirmed_creations');
  const answers = () => database.knex<AnswerRow>('idempotent_answers');

  return {
    async insertUnconfirmed(creation) {
      await unconfirmed().insert({
        resource_id: creation.resourceId,
        resource_kind: creation.kind,
        team_id: creation.teamId,
        creator_id: creation.creatorId,
        stack: creation.stack,
        run: creation.run,
        body_hash: creation.bodyHash,
        created_at: toMillis(creation.createdAt),
        settled_at: null,
      });
    },

    async findLike({ creatorId, stack, kind, bodyHash }, since) {
      const likeness = JSON.stringify([creatorId, stack, kind, bodyHash]);
      await database.dialect.takeTurns(database.knex, likeness);
      const rows = await unconfirmed()
        .where({ creator_id: creatorId, stack, resource_kind: kind, body_hash: bodyHash })
        .where('created_at', '>', toMillis(since))
        .orderBy('resource_id');
      return rows.map(toCreation);
    },

    async settle(resourceIds, at, by) {
      const query = unconfirmed()
        .whereIn('resource_id', [...resourceIds])
        .whereNull('settled_at');
      if (by !== undefined) {
        const { creatorId, teamId, stack } = by;
        void query.where((theirs) => {
          void theirs.where({ creator_id: creatorId });
          if (teamId !== null && stack !== null) void theirs.orWhere({ team_id: teamId, stack });
        });
      }
      const settled = await query.update({ settled_at: toMillis(at) }).returning('resource_id');
      return settled.map((row) => row.resource_id);
    },

    async holdUnconfirmed(resourceId) {
      const rows = unconfirmed().where({ resource_id: resourceId, settled_at: null });
      return (await database.dialect.lockRows(rows)).length > 0;
    },

    async changeRun(resourceId, run) {
      await unconfirmed().where({ resource_id: resourceId }).update({ run });
    },

    async claimAnswer(keyHmac, bodyHash, at, since) {
      const claimed = await answers()
        .insert({
          ...{ key_hmac: keyHmac, body_hash: bodyHash, created_at: toMillis(at) },
          ...{ resource_id: null, status: null, sealed_answer: null },
        })
        .onConflict('key_hmac')
        .merge()
        .where('idempotent_answers.created_at', '<=', toMillis(since))
        .returning('key_hmac');
      return claimed.length > 0;
    },

    async findAnswer(keyHmac, since) {
      const [row] = await answers()
        .where({ key_hmac: keyHmac })
        .where('created_at', '>', toMillis(since));
      if (row === undefined || row.status === null) return undefined;
      return { bodyHash: row.body_hash, status: row.status, sealedAnswer: row.sealed_answer };
    },

    async storeAnswer(keyHmac, { status, sealedAnswer, resourceId }) {
      await answers()
        .where({ key_hmac: keyHmac })
        .update({ status, sealed_answer: sealedAnswer, resource_id: resourceId });
    },

    async eraseAnswersOf(resourceIds) {
      if (resourceIds.length === 0) return;
      await answers()
        .whereIn('resource_id', [...resourceIds])
        .update({ sealed_answer: null });
    },

    // Its request finds nothing under another master key, so a repetition is a new request.
    discardSealed: (openable) => whereLost(answers(), 'sealed_answer', openable).delete(),

    async purge(before) {
      await unconfirmed().where('created_at', '<', toMillis(before)).delete();
      await answers().where('created_at', '<', toMillis(before)).delete();
    },
  };
}

function toCreation(row: UnconfirmedRow): KnownCreation {
  return {
    resourceId: row.resource_id,
    kind: row.resource_kind,
    teamId: row.team_id,
    creatorId: row.creator_id,
    stack: row.stack,
    run: row.run,
    bodyHash: row.body_hash,
    createdAt: toDate(row.created_at),
    isSettled: row.settled_at !== null,
  };
}
