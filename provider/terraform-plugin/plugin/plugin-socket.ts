import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, promises as fs, rmSync } from 'node:fs';
import type { Server } from 'node:net';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { HANDSHAKE_SEPARATOR, type PluginAddress } from './handshake';

const socketNamePattern = /^terraform-plugin-(\d+)-[0-9a-f]+\.sock$/;
const ownerOnly = 0o600;
/** The length that `sockaddr_un` can hold, without the zero at its end. */
const longestPathBytes = (platform: NodeJS.Platform) => (platform === 'linux' ? 107 : 103);

/**
 * The folder of the socket: the given one, otherwise the temporary folder. It is `/tmp` if the path
 * of a socket there would be too long or could not be sent to Terraform.
 * @throws Error with a sentence for the user
 */
export function socketFolder(
  given?: string,
  temporary: string = tmpdir(),
  platform: NodeJS.Platform = process.platform,
): string {
  const spare = longestPathBytes(platform) - socketName().length - 1;
  // Terraform may have another working directory.
  const folder = resolve(given ?? temporary);
  const bytes = Buffer.byteLength(folder);
  const isUsable = bytes <= spare && !folder.includes(HANDSHAKE_SEPARATOR);
  if (isUsable || platform === 'win32') return folder;
  if (given === undefined) return '/tmp';
  if (bytes <= spare) {
    throw new Error(
      `The folder ${given} of PLUGIN_UNIX_SOCKET_DIR contains a vertical bar, which separates the parts ` +
        'of the handshake. Set another folder.',
    );
  }
  throw new Error(
    `The folder ${given} of PLUGIN_UNIX_SOCKET_DIR has a path of ${bytes} bytes, and the path of the ` +
      `provider's socket in it would be too long for the system. Set a folder of at most ${spare} bytes.`,
  );
}

function socketName(): string {
  return `terraform-plugin-${process.pid}-${randomBytes(4).toString('hex')}.sock`;
}

/**
 * A Unix socket that only its owner can open; on Windows a port of the loopback interface. The file
 * is removed if the process ends by itself, however it ends.
 * @throws Error with a sentence for the user
 */
export async function listenForTerraform(
  server: Server,
  directory: string = socketFolder(),
  platform: NodeJS.Platform = process.platform,
): Promise<PluginAddress> {
  if (platform === 'win32') {
    await listening(server, () => server.listen({ host: '127.0.0.1', port: 0 }));
    const bound = server.address();
    if (bound === null || typeof bound === 'string') throw new Error('No TCP port was bound');
    return { network: 'tcp', address: `${bound.address}:${bound.port}` };
  }
  const address = join(directory, socketName());
  try {
    await listening(server, () => server.listen(address));
    const remove = () => rmSync(address, { force: true });
    process.once('exit', remove);
    server.once('close', () => process.off('exit', remove));
    chmodSync(address, ownerOnly);
  } catch (error) {
    throw new Error(describeListenFailure(error, directory), { cause: error });
  }
  return { network: 'unix', address };
}

function describeListenFailure(error: unknown, directory: string): string {
  const code = (error as NodeJS.ErrnoException).code ?? 'unknown reason';
  const advice =
    'The folder comes from PLUGIN_UNIX_SOCKET_DIR, or otherwise from TMPDIR. Set another ' +
    'folder, or repair this one.';
  const begin = `The socket cannot be created in the folder ${directory}:`;
  // Node reports a missing folder as EACCES, too.
  if (!existsSync(directory)) return `${begin} there is no such folder. ${advice}`;
  switch (code) {
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return `${begin} it is not writable for this user. ${advice}`;
    case 'ENOSPC':
    case 'EDQUOT':
      return `${begin} the disk is full. ${advice}`;
    default:
      return `${begin} the system refuses it (${code}). ${advice}`;
  }
}

function listening(server: Server, listen: () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.once('listening', () => {
      server.off('error', reject);
      resolve();
    });
    listen();
  });
}

/**
 * Removes the sockets that killed plugins left behind. It removes a socket only if its process is
 * gone *and* nothing answers: a process in another container cannot be found by its process ID
 * here, but it answers.
 */
export async function sweepStaleSockets(directory: string = socketFolder()): Promise<void> {
  const names = await fs.readdir(directory);
  await Promise.all(
    names.map(async (name) => {
      const pid = socketNamePattern.exec(name)?.[1];
      if (pid === undefined || isRunning(Number(pid))) return;
      const path = join(directory, name);
      if (await refusesConnections(path)) await fs.rm(path, { force: true });
    }),
  );
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

function refusesConnections(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      resolve(false);
    });
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code === 'ECONNREFUSED'));
  });
}
