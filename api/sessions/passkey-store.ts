import { toDate, toMillis } from '../database/columns';
import type { Database } from '../database/database';
import type { Passkey } from './passkey';
import { subjectColumns, subjectOf, type SubjectColumns } from './subject-columns';

export interface PasskeyStore {
  /** @returns whether it is new: a device registers a passkey once */
  insert(passkey: Passkey): Promise<boolean>;
  find(id: string): Promise<Passkey | undefined>;
  findByCredentialId(credentialId: string): Promise<Passkey | undefined>;
  /** In order of ID. */
  listOf(subjectId: string): Promise<readonly Passkey[]>;
  /**
   * Notes a use. Devices that count raise their counter with each use, and other devices send 0.
   * @returns whether the passkey still exists, and nobody has used the counter meanwhile
   */
  used(id: string, at: Date, counter: number): Promise<boolean>;
  delete(id: string): Promise<void>;
  deleteOf(subjectId: string): Promise<void>;
  deleteRegisteredWith(keyIds: readonly string[]): Promise<void>;
  /** @returns whether nobody has answered the challenge before */
  spend(challengeHash: string, expiresAt: Date): Promise<boolean>;
  purgeChallenges(before: Date): Promise<void>;
}

interface PasskeyRow extends SubjectColumns {
  id: string;
  credential_id: string;
  public_key: string;
  counter: number;
  /** JSON. */
  transports: string;
  name: string;
  key_id: string | null;
  created_at: number;
  last_used_at: number | null;
}

export function createKnexPasskeyStore(database: Database): PasskeyStore {
  const passkeys = () => database.knex<PasskeyRow>('passkeys');
  const challenges = () => database.knex<{ hash: string; expires_at: number }>('used_challenges');
  return {
    async insert(passkey) {
      const inserted = await passkeys()
        .insert(toRow(passkey))
        .onConflict('credential_id')
        .ignore()
        .returning('id');
      return inserted.length > 0;
    },

    async find(id) {
      const [row] = await passkeys().where({ id });
      return row && toPasskey(row);
    },

    async findByCredentialId(credentialId) {
      const [row] = await passkeys().where({ credential_id: credentialId });
      return row && toPasskey(row);
    },

    async listOf(subjectId) {
      return (await passkeys().where({ subject_id: subjectId }).orderBy('id')).map(toPasskey);
    },

    async used(id, at, counter) {
      const updated = await passkeys()
        .where({ id })
        .where((unused) => {
          void unused.where('counter', '<', counter);
          if (counter === 0) void unused.orWhere({ counter: 0 });
        })
        .update({ last_used_at: toMillis(at), counter });
      return updated > 0;
    },

    async delete(id) {
      await passkeys().where({ id }).delete();
    },

    async deleteOf(subjectId) {
      await passkeys().where({ subject_id: subjectId }).delete();
    },

    async deleteRegisteredWith(keyIds) {
      await passkeys()
        .whereIn('key_id', [...keyIds])
        .delete();
    },

    async spend(hash, expiresAt) {
      const inserted = await challenges()
        .insert({ hash, expires_at: toMillis(expiresAt) })
        .onConflict('hash')
        .ignore()
        .returning('hash');
      return inserted.length > 0;
    },

    async purgeChallenges(before) {
      await challenges().where('expires_at', '<', toMillis(before)).delete();
    },
  };
}

function toPasskey(row: PasskeyRow): Passkey {
  return {
    id: row.id,
    credentialId: row.credential_id,
    publicKey: row.public_key,
    counter: Number(row.counter),
    transports: JSON.parse(row.transports) as string[],
    name: row.name,
    subject: subjectOf(row),
    keyId: row.key_id,
    createdAt: toDate(row.created_at),
    lastUsedAt: toDate(row.last_used_at),
  };
}

function toRow(passkey: Passkey): PasskeyRow {
  return {
    ...subjectColumns(passkey.subject),
    id: passkey.id,
    credential_id: passkey.credentialId,
    public_key: passkey.publicKey,
    counter: passkey.counter,
    transports: JSON.stringify(passkey.transports),
    name: passkey.name,
    key_id: passkey.keyId,
    created_at: toMillis(passkey.createdAt),
    last_used_at: toMillis(passkey.lastUsedAt),
  };
}
