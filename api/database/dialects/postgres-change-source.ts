import type { Knex } from 'knex';
import type { Client } from 'pg';
import type { ChangeLog, ChangeSource } from './change-log';
import { EVERYTHING, forgetting, judgeLook, LOOK, unseenBy, type Look } from './postgres-look';

/** The migrations name this channel, and their triggers notify on it. */
const CHANGES = 'keyplane_changes';
/** A connection that is silent for so long is given up, and another one made. */
const ANSWER_WITHIN_MILLIS = 2000;
const RECONNECT_AFTER_MILLIS = 500;
const FORGOTTEN_AT_ONCE = 10_000;

interface Eye {
  look(last: Look | undefined): Promise<Look>;
  end(): void;
}

/**
 * Reads the table `changes` over a connection of its own. What a read finds does not depend on the
 * connection it used before, so a pooler between Keyplane and PostgreSQL may use any connection. Without a
 * pooler, notifications arrive as well. They are faster, but nothing relies on them.
 */
export function createPostgresChangeSource(url: string, pool: Knex, log: ChangeLog): ChangeSource {
  let eye: Promise<Eye> | undefined;
  let failedAt = -Infinity;
  let closed = false;
  let last: Look | undefined;
  let keptSince: Look | undefined;

  function hear(id: string): void {
    if (id === EVERYTHING) log.addEverything();
    else log.add([id]);
  }

  function forget(): void {
    const lost = eye;
    eye = undefined;
    failedAt = performance.now();
    void lost?.then(
      (opened) => opened.end(),
      () => {},
    );
  }

  function open(): Promise<Eye> {
    const opened: Promise<Eye> = openEye(url, hear, () => {
      if (eye === opened) forget();
    });
    return opened;
  }

  async function lookWith(opened: Promise<Eye>): Promise<Look> {
    try {
      const look = await (await opened).look(last);
      if (look.standby) throw new Error('The database is a standby. Connect to the primary.');
      return look;
    } catch (error) {
      if (eye === opened) forget();
      throw error;
    }
  }

  return {
    async catchUp() {
      if (closed) throw new Error('The change source is closed.');
      if (eye === undefined && performance.now() - failedAt < RECONNECT_AFTER_MILLIS) {
        throw new Error('The connection for changes was lost and is reopened soon.');
      }
      const look = await lookWith((eye ??= open()));
      const finding = judgeLook(last, look);
      last = look;
      if (finding.everything) log.addEverything();
      else log.add(finding.ids);
      const { before, since } = forgetting(keptSince, look);
      keptSince = since;
      // If this fails, the rows are deleted with the next ones.
      if (before !== undefined) void forgetBefore(pool, before).catch(() => {});
    },
    async close() {
      closed = true;
      if (eye !== undefined) forget();
      return Promise.resolve();
    },
  };
}

/** Deletes what transactions with smaller IDs have changed. */
export async function forgetBefore(pool: Knex, xid: string): Promise<void> {
  for (;;) {
    const { rowCount } = (await pool.raw(
      `DELETE FROM changes WHERE (changed_by, id) IN
        (SELECT changed_by, id FROM changes WHERE changed_by < ?::xid8
         LIMIT ${FORGOTTEN_AT_ONCE} FOR UPDATE SKIP LOCKED)`,
      [xid],
    )) as { rowCount: number };
    if (rowCount < FORGOTTEN_AT_ONCE) return;
  }
}

async function openEye(url: string, heard: (id: string) => void, lost: () => void): Promise<Eye> {
  // Here, so that a server on SQLite never loads it.
  const pg = await import('pg');
  const client = new pg.Client({
    connectionString: url,
    application_name: 'keyplane changes',
    connectionTimeoutMillis: ANSWER_WITHIN_MILLIS,
    query_timeout: ANSWER_WITHIN_MILLIS,
    keepAlive: true,
  });
  client.on('error', lost);
  client.on('notification', ({ channel, payload = '' }) => {
    if (channel === CHANGES) heard(payload);
  });
  try {
    await client.connect();
    if (await isDirect(client)) await client.query(`LISTEN ${CHANGES}`);
  } catch (error) {
    void client.end().catch(() => {});
    throw error;
  }

  return {
    async look(last) {
      const { from, among } = unseenBy(last?.snapshot);
      const { rows } = await client.query<Look>(LOOK, [from, among]);
      const [look] = rows;
      if (look === undefined) throw new Error('A read of the changes returned nothing.');
      return look;
    },
    end: () => void client.end().catch(() => {}),
  };
}

/**
 * Whether the process that accepted the connection also answers the queries. A pooler accepts
 * connections itself. LISTEN through a pooler would stay with a connection that others use.
 */
async function isDirect(client: Client): Promise<boolean> {
  const greetedBy = 'processID' in client ? client.processID : undefined;
  const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  return rows[0]?.pid === greetedBy;
}
