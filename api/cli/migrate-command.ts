import type { Config } from '../app/config';
import { COMMAND_LIMITS } from '../database/dialects/postgres-limits';
import { migrate } from '../database/migrate';
import { createLog } from '../operations/log';
import { openConfiguredDatabase } from './configured-database';
import type { Terminal } from './terminal';

export interface MigrateOptions {
  readonly acceptEdited?: boolean;
}

/** `keyplane migrate`: the first step of `serve`, as a command of its own. */
export async function migrateCommand(
  config: Config,
  terminal: Terminal,
  options: MigrateOptions,
): Promise<void> {
  const database = await openConfiguredDatabase(
    config,
    createLog({ level: config.logLevel }),
    COMMAND_LIMITS,
  );
  try {
    const acceptNewer = config.acceptNewerDatabase;
    const applied = await migrate(database, { ...options, acceptNewer });
    terminal.print(
      applied.length === 0 ? 'The database is up to date.' : `Applied: ${applied.join(', ')}.`,
    );
  } finally {
    await database.close();
  }
}
