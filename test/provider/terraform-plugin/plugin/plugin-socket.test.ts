import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  listenForTerraform,
  socketFolder,
} from '../../../../provider/terraform-plugin/plugin/plugin-socket';

const long = (bytes: number) => `/${'x'.repeat(bytes - 1)}`;

describe('the folder of the socket', () => {
  it.each([
    ['a given one', '/given', '/temporary', '/given'],
    ['the temporary one', undefined, '/temporary', '/temporary'],
    ['/tmp instead of a long temporary one', undefined, long(120), '/tmp'],
    ['/tmp instead of one with long characters', undefined, `/${'ü'.repeat(40)}`, '/tmp'],
    ['/tmp instead of one that the handshake cannot name', undefined, '/a|b', '/tmp'],
    ['absolute', undefined, 'below', path.resolve('below')],
  ])('is %s', (_what, given, temporary, folder) => {
    expect(socketFolder(given, temporary, 'linux')).toBe(folder);
  });

  it('is refused if its name would break the handshake', () => {
    expect(() => socketFolder('/a|b', '/temporary', 'linux')).toThrow('contains a vertical bar');
  });

  it('is refused if its path is too long', () => {
    expect(() => socketFolder(long(120), '/temporary', 'linux')).toThrow(
      /PLUGIN_UNIX_SOCKET_DIR has a path of 120 bytes.* Set a folder of at most \d+ bytes\.$/,
    );
  });

  it('may be as long as leaves room for the whole name of the socket', () => {
    const fitting = (platform: NodeJS.Platform) =>
      Array.from({ length: 120 }, (_, at) => at + 2).filter(
        (bytes) => socketFolder(undefined, long(bytes), platform) !== '/tmp',
      ).length;
    // The limits are 108 and 104 bytes, including the zero at the end.
    expect(fitting('linux') - fitting('darwin')).toBe(4);
    const name = `/terraform-plugin-${process.pid}-00000000.sock`;
    expect(fitting('linux') + 1 + name.length).toBe(107);
  });
});

describe('the error about a socket that cannot be created', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'kp-socket-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('names a missing folder and the variables that set it', async () => {
    const missing = path.join(folder, 'missing');
    await expect(listenForTerraform(createServer(), missing)).rejects.toThrow(
      `The socket cannot be created in the folder ${missing}: there is no such folder. The ` +
        'folder comes from PLUGIN_UNIX_SOCKET_DIR, or otherwise from TMPDIR',
    );
  });

  const asRoot = process.getuid?.() === 0;
  (asRoot ? it.skip : it)(
    `names a folder that is not writable${asRoot ? ' (root may write everywhere)' : ''}`,
    async () => {
      const closed = path.join(folder, 'closed');
      await mkdir(closed);
      await chmod(closed, 0o500);
      await expect(listenForTerraform(createServer(), closed)).rejects.toThrow('is not writable');
    },
  );
});

it('a socket is accessible only to its owner and is removed with its server', async () => {
  const server = createServer();
  const listeners = process.listenerCount('exit');
  const { address } = await listenForTerraform(server, tmpdir());
  expect((await stat(address)).mode & 0o777).toBe(0o600);
  expect(process.listenerCount('exit')).toBe(listeners + 1);
  server.close();
  await once(server, 'close');
  expect(existsSync(address)).toBe(false);
  expect(process.listenerCount('exit')).toBe(listeners);
});
