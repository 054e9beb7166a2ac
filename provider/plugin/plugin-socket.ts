import { randomBytes } from 'node:crypto';
import { chmodSync, promises as fs } from 'node:fs';
import type { Server } from 'node:net';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PluginAddress } from './handshake';

const socketNamePattern = /^terraform-plugin-(\d+)-[0-9a-f]+\.sock$/;
const ownerOnly = 0o600;

/** A Unix socket that only its owner may open; on Windows a port of the loopback interface. */
export async function listenForTerraform(
  server: Server,
  directory: string = tmpdir(),
  platform: NodeJS.Platform = process.platform,
): Promise<PluginAddress> {
  if (platform === 'win32') {
    await listening(server, () => server.listen({ host: '127.0.0.1', port: 0 }));
    const bound = server.address();
    if (bound === null || typeof bound === 'string') throw new Error('No TCP port was bound');
    return { network: 'tcp', address: `${bound.address}:${bound.port}` };
  }
  const name = `terraform-plugin-${process.pid}-${randomBytes(4).toString('hex')}.sock`;
  const address = join(directory, name);
  await listening(server, () => server.listen(address));
  chmodSync(address, ownerOnly);
  return { network: 'unix', address };
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
 * Removes the sockets that killed plugins left behind. Only those whose process is gone *and* that
 * nobody answers: a process of another container has a pid of its own, but answers.
 */
export async function sweepStaleSockets(directory: string = tmpdir()): Promise<void> {
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
