import { cpus, release, totalmem, type } from 'node:os';
import { openDatabase } from '../../api/database/database';
import { createTestDatabase } from '../support/postgres';

/** The facts about the machine that all figures depend on. */
export function machine(): string {
  const [first] = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  return `${cpus().length} × ${first?.model ?? 'CPU'}, ${memory} GB, ${type()} ${release()}, Node ${process.version}`;
}

/** The versions of both databases, as they say it. */
export async function databases(): Promise<string> {
  const { url, drop } = await createTestDatabase();
  try {
    const sqlite = await answerOf('sqlite::memory:', 'SELECT sqlite_version() AS answer');
    const postgres = await answerOf(url, "SELECT current_setting('server_version') AS answer");
    return `SQLite ${sqlite}, PostgreSQL ${postgres}`;
  } finally {
    await drop();
  }
}

async function answerOf(url: string, query: string): Promise<string> {
  const { knex, close } = openDatabase(url);
  try {
    const result = (await knex.raw(query)) as { answer: string }[] | { rows: { answer: string }[] };
    const [row] = Array.isArray(result) ? result : result.rows;
    return row?.answer ?? 'of unknown version';
  } finally {
    await close();
  }
}
