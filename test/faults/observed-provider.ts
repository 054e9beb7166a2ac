import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdir, open, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { executableFormat } from '../../scripts/release/executable-format';
import { eventually } from '../support/eventually';

/** Names the file into which each provider that terraform starts writes its process ID. */
const PROCESSES_VARIABLE = 'FAULTS_PROVIDER_PROCESSES';

/** If terraform was killed before it connected, the provider waits for it for a minute. */
const LONGEST_WAIT_MS = 70_000;

/** The providers that terraform has started in one workspace. */
export interface ProviderProcesses {
  readonly environment: Readonly<Record<string, string>>;
  /** Sends SIGKILL to all that run. */
  kill(): void;
  /**
   * Waits until none runs, and removes the sockets of those that were killed. If a process does not
   * end, it is killed and this rejects.
   */
  gone(): Promise<void>;
}

/**
 * Writes an executable that notes its process ID and then becomes the provider, under the same ID.
 */
export async function writeObservedProvider(folder: string, provider: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  const executable = path.join(folder, 'terraform-provider-keyplane');
  // A script is started with the Node that runs this process. An executable of a release contains
  // its own runtime.
  const runtime = (await isScript(provider)) ? `${quoted(process.execPath)} ` : '';
  const script = [
    '#!/bin/sh',
    `echo $$ >> "$${PROCESSES_VARIABLE}"`,
    `exec ${runtime}${quoted(provider)}`,
  ];
  await writeFile(executable, `${script.join('\n')}\n`, { mode: 0o755 });
  return executable;
}

async function isScript(file: string): Promise<boolean> {
  const opened = await open(file);
  try {
    const { buffer, bytesRead } = await opened.read(Buffer.alloc(1024), 0, 1024, 0);
    return executableFormat(buffer.subarray(0, bytesRead)) === undefined;
  } finally {
    await opened.close();
  }
}

/** @param provider the bundle that the executable becomes */
export function providerProcesses(file: string, provider: string): ProviderProcesses {
  // Synchronous, so that a kill happens at exactly the planned moment.
  const running = () => stillRunning(started(file), provider);
  const kill = () => {
    for (const id of running()) process.kill(id, 'SIGKILL');
  };
  return {
    environment: { [PROCESSES_VARIABLE]: file },
    kill,
    async gone() {
      try {
        await eventually(
          () => {
            const left = running();
            if (left.length > 0) throw new Error(`Providers still run: ${left.join(', ')}`);
          },
          { withinMs: LONGEST_WAIT_MS, everyMs: 100 },
        );
      } catch (error) {
        kill();
        throw error;
      } finally {
        await removeSockets(started(file));
      }
    },
  };
}

/**
 * A killed provider leaves its socket behind, and the next provider removes it. After the last provider, no
 * other one comes.
 */
async function removeSockets(ids: readonly number[]): Promise<void> {
  const names = ids.map((id) => `terraform-plugin-${id}-`);
  for (const file of await readdir(tmpdir())) {
    if (!names.some((name) => file.startsWith(name))) continue;
    await rm(path.join(tmpdir(), file), { force: true });
  }
}

function started(file: string): number[] {
  try {
    return readFileSync(file, 'utf8').split('\n').filter(Boolean).map(Number);
  } catch {
    return [];
  }
}

/**
 * The process IDs that still belong to a provider, because systems reuse the ID of a process that
 * ended.
 */
function stillRunning(ids: readonly number[], provider: string): number[] {
  if (ids.length === 0) return [];
  const { stdout } = spawnSync('ps', ['-ww', '-o', 'pid=,args=', '-p', ids.join(',')], {
    encoding: 'utf8',
  });
  return stdout
    .split('\n')
    .filter((line) => line.includes(provider))
    .map((line) => Number.parseInt(line, 10));
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
