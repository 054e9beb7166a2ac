import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { eventually } from './eventually';

export interface WatchedProgram {
  stop(): Promise<void>;
}

/** A shell script: its program ends with its standard input, and so with the process that started it. */
export const WATCHDOG = `
  "$@" &
  program=$!
  exec 2>/dev/null
  cat >/dev/null
  kill -INT "$program"
  wait "$program"
`;

/** A server that listens on this port of loopback once this resolves. */
export async function startWatchedProgram(
  command: readonly string[],
  port: number,
  environment: Readonly<Record<string, string>> = {},
): Promise<WatchedProgram> {
  const shell = spawn('sh', ['-c', WATCHDOG, 'sh', ...command], {
    stdio: ['pipe', 'ignore', 'pipe'],
    detached: true,
    env: { ...process.env, ...environment },
  });
  let log = '';
  shell.stderr.on('data', (chunk: Buffer) => (log += chunk.toString()));
  const exited = once(shell, 'exit');
  try {
    await eventually(() => accepts(port));
  } catch (cause) {
    await stop(shell, exited);
    throw new Error(`${command[0] ?? ''} did not start.\n${log}`, { cause });
  }
  return { stop: () => stop(shell, exited) };
}

async function stop(shell: ChildProcess, exited: Promise<unknown>): Promise<void> {
  shell.stdin?.end();
  await exited;
}

async function accepts(port: number): Promise<void> {
  const socket: Socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
  } finally {
    socket.destroy();
  }
}
