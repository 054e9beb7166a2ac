import { PROVIDER } from './build';
import { builtInWorld, keysOf, type World } from './key-configuration';
import { buildMemoryProvider } from './memory-provider/build-memory-provider';
import { startServerProcess } from './server-process';

export interface Worlds {
  readonly keyplane: World;
  /** Terraform, our framework and our schemas, without Keyplane. */
  readonly memory: World;
  readonly builtIn: World;
  /** Keyplane's. */
  readonly endpoint: string;
  readonly credentials: Readonly<Record<string, string>>;
}

/** The caller's own certificates would make each start of a provider take twice as long. */
const NO_OTHER_CERTIFICATES = { NODE_EXTRA_CA_CERTS: '' };

/**
 * A server on an empty database, and the provider that keeps everything in memory, for as long as
 * `act` runs.
 */
export async function withWorlds<T>(act: (worlds: Worlds) => Promise<T>): Promise<T> {
  const server = await startServerProcess();
  try {
    const memory = await buildMemoryProvider();
    try {
      const { environment } = server;
      return await act({
        keyplane: keysOf('keyplane', PROVIDER, { ...NO_OTHER_CERTIFICATES, ...environment }),
        memory: keysOf('memory', memory, NO_OTHER_CERTIFICATES),
        builtIn: builtInWorld,
        endpoint: environment['KEYPLANE_ENDPOINT'] ?? '',
        credentials: environment,
      });
    } finally {
      await memory.remove();
    }
  } finally {
    await server.stop();
  }
}
