import type { Config } from '../config';
import { migrate } from '../database/migrate';
import { openConfiguredDatabase } from './configured-database';
import type { Terminal } from './terminal';

/** `keyplane migrate`: what `serve` does first, on its own, for those who want it apart. */
export async function migrateCommand(config: Config, terminal: Terminal): Promise<void> {
  const database = await openConfiguredDatabase(config);
  try {
    const applied = await migrate(database);
    terminal.print(
      applied.length === 0 ? 'The database is up to date.' : `Applied: ${applied.join(', ')}.`,
    );
  } finally {
    await database.close();
  }
}
