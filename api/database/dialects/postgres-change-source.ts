import { randomUUID } from 'node:crypto';
import type { ChangeLog } from '../change-log';
import type { ChangeSource } from '../change-feed';

/** Named in the migration whose triggers notify on it. */
const CHANGES = 'keyplane_changes';
/** A connection that is silent for so long is given up, and another one made. */
const ANSWER_WITHIN_MILLIS = 2000;
const RECONNECT_AFTER_MILLIS = 1000;

interface Ear {
  /** Resolves once all notifications have arrived that were sent before the call. */
  catchUp(): Promise<void>;
  end(): void;
}

/**
 * LISTEN on a connection of its own: notifications arrive in the order in which transactions were
 * committed, so whoever hears an own one has heard all before it.
 */
export function createPostgresChangeSource(url: string, log: ChangeLog): ChangeSource {
  let ear: Promise<Ear> | undefined;
  let failedAt = -Infinity;
  let closed = false;

  async function connect(): Promise<Ear> {
    const opened = await openEar(url, (id) => log.add([id]), forget);
    // Whatever was notified while nobody listened is lost.
    log.addEverything();
    return opened;
  }

  function forget(): void {
    const lost = ear;
    ear = undefined;
    failedAt = performance.now();
    void lost?.then(
      (opened) => opened.end(),
      () => {},
    );
  }

  return {
    async catchUp() {
      if (closed) throw new Error('The change source is closed.');
      if (ear === undefined && performance.now() - failedAt < RECONNECT_AFTER_MILLIS) {
        throw new Error('The connection for notifications was lost and is made again soon.');
      }
      ear ??= connect();
      try {
        await (await ear).catchUp();
      } catch (error) {
        forget();
        throw error;
      }
    },
    async close() {
      closed = true;
      if (ear !== undefined) forget();
      return Promise.resolve();
    },
  };
}

async function openEar(url: string, heard: (id: string) => void, lost: () => void): Promise<Ear> {
  // Here, so that a server on SQLite never loads it.
  const { Client } = await import('pg');
  const client = new Client({
    connectionString: url,
    application_name: 'keyplane changes',
    connectionTimeoutMillis: ANSWER_WITHIN_MILLIS,
    query_timeout: ANSWER_WITHIN_MILLIS,
    keepAlive: true,
  });
  const own = `keyplane_${randomUUID().replaceAll('-', '')}`;
  const waiting = new Map<string, () => void>();
  let asked = 0;

  client.on('error', lost);
  client.on('notification', ({ channel, payload = '' }) => {
    if (channel === CHANGES) return heard(payload);
    waiting.get(payload)?.();
    waiting.delete(payload);
  });
  try {
    await client.connect();
    await client.query(`LISTEN ${CHANGES}`);
    await client.query(`LISTEN ${own}`);
  } catch (error) {
    void client.end().catch(() => {});
    throw error;
  }

  return {
    async catchUp() {
      const turn = String((asked += 1));
      const echoed = new Promise<void>((resolve) => waiting.set(turn, resolve));
      await client.query('SELECT pg_notify($1, $2)', [own, turn]);
      await withinAnswerTime(echoed);
    },
    end: () => void client.end().catch(() => {}),
  };
}

/** A pooler that hands each statement to another connection answers, and never notifies. */
async function withinAnswerTime(echoed: Promise<void>): Promise<void> {
  let timeout: NodeJS.Timeout | undefined;
  const silence = new Promise<never>((_resolve, reject) => {
    timeout = setTimeout(
      () => reject(new Error('No notification arrives: is there a pooler before PostgreSQL?')),
      ANSWER_WITHIN_MILLIS,
    );
  });
  try {
    await Promise.race([echoed, silence]);
  } finally {
    clearTimeout(timeout);
  }
}
