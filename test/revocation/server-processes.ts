import type { ChildProcess } from 'node:child_process';
import { readFile } from 'node:fs/promises';

/** The process and those that it has started: the workers of a server. Only Linux tells which they are. */
export async function processesOf({ pid = 0 }: ChildProcess): Promise<readonly number[]> {
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8');
  return [pid, ...children.trim().split(' ').filter(Boolean).map(Number)];
}

export function signalAll(processes: readonly number[], name: NodeJS.Signals): void {
  for (const pid of processes) {
    try {
      process.kill(pid, name);
    } catch {
      // The process has ended meanwhile.
    }
  }
}
