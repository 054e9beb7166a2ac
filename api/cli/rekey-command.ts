import type { Config } from '../config';
import { createKnexSealingKeyStore } from '../sealing/knex-sealing-key-store';
import { rekey } from '../sealing/rekey';
import { withInstallation } from './installation';
import type { Terminal } from './terminal';

/** `keyplane rekey`: after a change of master keys, moves what the previous one sealed. */
export async function rekeyCommand(config: Config, terminal: Terminal): Promise<void> {
  await withInstallation(config, async ({ database, sealer }) => {
    const moved = await rekey({
      sealer,
      store: createKnexSealingKeyStore(database),
      resealable: [],
      unitOfWork: database,
    });
    terminal.print(
      `${moved} sealed rows were moved to the master key ${sealer.keyIds.current}. Keep ` +
        'KEYPLANE_MASTER_KEY_PREVIOUS for 24 hours, until stored answers have expired.',
    );
  });
}
