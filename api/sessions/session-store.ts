import { toDate, toMillis } from '../database/columns';
import type { Database } from '../database/database';
import { pageOf } from '../database/page-of';
import type { PageRequest } from '../domain/page';
import type { Session, SessionMethod } from './session';
import { subjectColumns, subjectOf, type SubjectColumns } from './subject-columns';

export interface SessionStore {
  insert(session: Session, tokenHash: string): Promise<void>;
  findByTokenHash(tokenHash: string): Promise<Session | undefined>;
  find(id: string): Promise<Session | undefined>;
  /**
   * Sorted by ID, live ones only, and one row more than asked for.
   * @param subjectIds people, members or operators
   */
  listLive(
    subjectIds: readonly string[],
    page: PageRequest,
    now: Date,
  ): Promise<readonly Session[]>;
  /** Writes only if nobody else has written a later time. */
  see(id: string, at: Date, idleExpiresAt: Date): Promise<void>;
  end(id: string, at: Date): Promise<void>;
  /** @param subjectId a person or a member */
  endOfSubject(subjectId: string, at: Date): Promise<void>;
  endOfTeam(teamId: string, at: Date): Promise<void>;
  /** Those that began with the key. */
  endOfKey(keyId: string, at: Date): Promise<void>;
  /** Those that began with the passkey. */
  endOfPasskey(passkeyId: string, at: Date): Promise<void>;
  /** Those that descend from the keys in any way. */
  endOfLineage(keyIds: readonly string[], at: Date): Promise<void>;
  /** Deletes sessions whose longest life ended before. */
  purge(before: Date): Promise<void>;
}

interface SessionRow extends SubjectColumns {
  id: string;
  token_hash: string;
  method: SessionMethod;
  key_id: string | null;
  secret_version: number | null;
  passkey_id: string | null;
  created_at: number;
  last_seen_at: number;
  idle_expires_at: number;
  expires_at: number;
  ended_at: number | null;
  ip: string;
  user_agent: string | null;
}

export function createKnexSessionStore(database: Database): SessionStore {
  const sessions = () => database.knex<SessionRow>('sessions');

  async function endWhere(where: Partial<SessionRow>, at: Date): Promise<void> {
    await sessions()
      .where(where)
      .whereNull('ended_at')
      .update({ ended_at: toMillis(at) });
  }

  return {
    async insert(session, tokenHash) {
      await sessions().insert({ ...toRow(session), token_hash: tokenHash });
    },

    async findByTokenHash(tokenHash) {
      const [row] = await sessions().where({ token_hash: tokenHash });
      return row && toSession(row);
    },

    async find(id) {
      const [row] = await sessions().where({ id });
      return row && toSession(row);
    },

    async listLive(subjectIds, page, now) {
      const [only, ...others] = subjectIds;
      const query = sessions()
        .whereNull('ended_at')
        .where('expires_at', '>', toMillis(now))
        .where('idle_expires_at', '>', toMillis(now));
      // With one value, both databases read in the order of the index.
      if (only !== undefined && others.length === 0) void query.where({ subject_id: only });
      else void query.whereIn('subject_id', [...subjectIds]);
      return (await pageOf(query, page)).map(toSession);
    },

    async see(id, at, idleExpiresAt) {
      await sessions()
        .where({ id })
        .where('last_seen_at', '<', toMillis(at))
        .update({ last_seen_at: toMillis(at), idle_expires_at: toMillis(idleExpiresAt) });
    },

    end: (id, at) => endWhere({ id }, at),
    endOfSubject: (subjectId, at) => endWhere({ subject_id: subjectId }, at),
    endOfTeam: (teamId, at) => endWhere({ team_id: teamId }, at),
    endOfKey: (keyId, at) => endWhere({ key_id: keyId, method: 'application_key' }, at),

    endOfPasskey: (passkeyId, at) => endWhere({ passkey_id: passkeyId }, at),

    async endOfLineage(keyIds, at) {
      await sessions()
        .whereIn('key_id', [...keyIds])
        .whereNull('ended_at')
        .update({ ended_at: toMillis(at) });
    },

    async purge(before) {
      await sessions().where('expires_at', '<', toMillis(before)).delete();
    },
  };
}

function toSession(row: SessionRow): Session {
  return {
    id: row.id,
    method: row.method,
    subject: subjectOf(row),
    key: keyOf(row),
    passkeyId: row.passkey_id,
    createdAt: toDate(row.created_at),
    lastSeenAt: toDate(row.last_seen_at),
    idleExpiresAt: toDate(row.idle_expires_at),
    expiresAt: toDate(row.expires_at),
    endedAt: toDate(row.ended_at),
    ip: row.ip,
    userAgent: row.user_agent,
  };
}

function keyOf({ key_id: id, secret_version: version }: SessionRow): Session['key'] {
  return id === null ? null : { id, secretVersion: version === null ? null : Number(version) };
}

function toRow(session: Session): Omit<SessionRow, 'token_hash'> {
  const { subject, key } = session;
  return {
    id: session.id,
    method: session.method,
    ...subjectColumns(subject),
    key_id: key?.id ?? null,
    secret_version: key?.secretVersion ?? null,
    passkey_id: session.passkeyId,
    created_at: toMillis(session.createdAt),
    last_seen_at: toMillis(session.lastSeenAt),
    idle_expires_at: toMillis(session.idleExpiresAt),
    expires_at: toMillis(session.expiresAt),
    ended_at: toMillis(session.endedAt),
    ip: session.ip,
    user_agent: session.userAgent,
  };
}
