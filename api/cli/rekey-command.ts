import type { Config } from '../config';
import { rekeyInstallation } from '../installation';
import { withInstallation } from './configured-database';
import type { Terminal } from './terminal';

/** `keyplane rekey`: after a change of master keys, moves what the previous one sealed. */
export async function rekeyCommand(config: Config, terminal: Terminal): Promise<void> {
  await withInstallation(config, async (installation) => {
    const moved = await rekeyInstallation(installation);
    const rows = moved === 1 ? '1 sealed row was' : `${moved} sealed rows were`;
    terminal.print(
      `${rows} moved to the master key ${installation.sealer.keyIds.current}. Keep ` +
        'KEYPLANE_MASTER_KEY_PREVIOUS for 24 hours more, until stored answers have expired.',
    );
  });
}
