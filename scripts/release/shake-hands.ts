import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { cookie } from '../../provider/terraform-plugin/plugin/handshake';

/** Under an emulator, the provider takes seconds to start. */
const PATIENCE_MS = 60_000;

/**
 * Starts a provider the way Terraform does, but with an empty environment, and reads its handshake.
 * @throws Error if it writes anything else
 */
export async function shakeHands(command: string, args: readonly string[] = []): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'keyplane-handshake-'));
  const child = spawn(command, args, {
    env: { ...cookie, PLUGIN_UNIX_SOCKET_DIR: folder },
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: PATIENCE_MS,
  });
  try {
    const ended = once(child, 'exit').then(() => ['nothing']);
    const [line] = (await Promise.race([once(createInterface(child.stdout), 'line'), ended])) as [
      string,
    ];
    if (/^1\|6\|(unix|tcp)\|[^|]+\|grpc\|/.test(line)) return line;
    throw new Error(`${command} ${args.join(' ')} wrote ${line} instead of a handshake.`);
  } finally {
    child.kill('SIGKILL');
    await rm(folder, { recursive: true, force: true });
  }
}
