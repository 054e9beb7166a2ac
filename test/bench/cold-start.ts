import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { PROVIDER } from './build';
import { GIVEN_PROVIDER } from '../support/tested-provider';
import { compare, seconds, type Suite } from './measure';

const COOKIE = 'd602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2';
/** A start is so short that a few more rounds cost nothing. */
const ROUNDS = 15;
/**
 * Both get the same environment: NODE_EXTRA_CA_CERTS, for example, would more than double the
 * baseline.
 */
const ENVIRONMENT = { PATH: process.env['PATH'] };

/**
 * Starts the script without the shell that its first lines run. An executable of a release has no
 * such lines.
 */
const COMMAND =
  GIVEN_PROVIDER === undefined ? [process.execPath, PROVIDER.executable] : [GIVEN_PROVIDER];

/**
 * Measures the time from spawning the provider to its handshake line, compared with a Node that
 * does nothing.
 */
export const coldStart: Suite = {
  name: 'provider-start',
  run: async ({ rounds }) => [
    await compare(
      { what: 'provider cold start, to handshake', unit: 's', bar: { atMost: 2 } },
      Math.max(rounds, ROUNDS),
      { name: 'provider', measure: () => handshakeSeconds(COMMAND) },
      { name: 'node -e 0', measure: () => seconds(emptyNode) },
    ),
  ],
};

export async function emptyNode(): Promise<void> {
  const options = { env: ENVIRONMENT, stdio: 'ignore' } as const;
  await once(spawn(process.execPath, ['-e', '0'], options), 'exit');
}

export async function handshakeSeconds([
  program = '',
  ...args
]: readonly string[]): Promise<number> {
  const start = performance.now();
  const child = spawn(program, args, {
    env: {
      ...ENVIRONMENT,
      TF_PLUGIN_MAGIC_COOKIE: COOKIE,
      PLUGIN_PROTOCOL_VERSIONS: '6',
    },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  await once(child.stdout, 'data');
  const elapsed = (performance.now() - start) / 1000;
  child.kill('SIGKILL');
  await once(child, 'exit');
  return elapsed;
}
