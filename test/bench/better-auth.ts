import { forkBundled } from './bundled';
import { announcedPort, disconnected } from './forked-server';
import { startLoadProcess } from './load-process';
import { loadRounds, rowAgainst } from './load-rounds';
import type { Suite } from './measure';
import { startSeededServer } from './seeded-server';
import { newFolder, removeFolder } from './temporary-folder';
import { hotTitle, hotVerification } from './verify-target';
import { withRunning, type Running } from './with-running';

const KEYS = 100_000;
/** The keys of better-auth have no roles. */
const THEIRS = {
  path: '/verify',
  markers: ['"valid":true', '"owner":{', '"expires_at":"'],
};

/**
 * Compares Keyplane with better-auth’s plugin for API keys: both verify the same 2,000 hot keys out
 * of 100,000.
 */
export const betterAuth: Suite = {
  name: 'better-auth',
  run: (options) =>
    withRunning(async (keep) => {
      const keys = Math.round(KEYS / options.shrink);
      const table = await keep(startBetterAuth('database', keys));
      const memory = await keep(startBetterAuth('memory', keys));
      const server = await keep(startSeededServer('sqlite', keys));
      const load = await keep(startLoadProcess());
      const [ofTable, ofMemory, ours] = await loadRounds(load, options, [
        hotVerification(table.port, keys, THEIRS),
        hotVerification(memory.port, keys, THEIRS),
        hotVerification(server.port, keys),
      ]);
      const what = `verify, ${hotTitle(keys)}, SQLite`;
      return [
        rowAgainst(`${what}, beside better-auth`, { atLeast: 20 }, ours, 'better-auth', ofTable),
        // For information only, because no installation uses keys that a restart forgets.
        rowAgainst(
          `${what}, beside better-auth without a database`,
          null,
          ours,
          'better-auth, keys in memory',
          ofMemory,
        ),
      ];
    }),
};

async function startBetterAuth(
  storage: 'database' | 'memory',
  keys: number,
): Promise<Running & { readonly port: number }> {
  const folder = await newFolder();
  const child = forkBundled('better-auth-server', { args: [storage, folder, String(keys)] });
  const port = await announcedPort(child);
  return {
    port,
    async stop() {
      await disconnected(child);
      await removeFolder(folder);
    },
  };
}
