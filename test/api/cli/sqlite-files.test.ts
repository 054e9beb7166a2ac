import { chmod, copyFile, mkdir, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { takeWriteLock } from '../database/support/foreign-writer';
import { buildKeyplane, WITH_METRICS, type KeyplaneProcess } from './support/keyplane-process';

const keyplane = buildKeyplane();
afterAll(() => keyplane.remove());

const dataOf = ({ folder }: { folder: string }, name: string) => path.join(folder, 'data', name);
const modeOf = async (file: string) => ((await stat(file)).mode & 0o777).toString(8);

async function stop(server: KeyplaneProcess, signal: NodeJS.Signals = 'SIGTERM') {
  server.child.kill(signal);
  return (await server.finished).exitCode;
}

async function ownerOf(server: KeyplaneProcess): Promise<string> {
  const { owner } = JSON.parse(await readFile(dataOf(server, 'bootstrap.json'), 'utf8')) as {
    owner: { client_id: string; client_secret: string };
  };
  return `Basic ${Buffer.from(`${owner.client_id}:${owner.client_secret}`).toString('base64')}`;
}

/** The content of every file, to see that nothing was written. */
async function contents(folder: string): Promise<Record<string, string>> {
  const names = (await readdir(folder)).sort();
  const files = names.map(async (name) => [name, await readFile(path.join(folder, name), 'hex')]);
  return Object.fromEntries(await Promise.all(files)) as Record<string, string>;
}

describe('the files of a server on SQLite', () => {
  it('cannot be read by other users even in an open folder, and wrong modes are repaired and reported once', async () => {
    const folder = await keyplane.newFolder();
    await mkdir(path.join(folder, 'data'), { mode: 0o755 });
    const first = await keyplane.start(['serve'], { folder });
    await first.url();
    const names = (await readdir(path.join(folder, 'data'))).sort();
    expect(names).toEqual([
      'bootstrap.json',
      'keyplane.db',
      'keyplane.db-reserve',
      'keyplane.db-shm',
      'keyplane.db-wal',
      'master.key',
    ]);
    const modes = await Promise.all(names.map((name) => modeOf(dataOf(first, name))));
    expect(new Set(modes)).toEqual(new Set(['600']));
    expect(await stop(first)).toBe(0);

    await chmod(dataOf(first, 'keyplane.db'), 0o644);
    await chmod(dataOf(first, 'master.key'), 0o644);
    const second = await keyplane.start(['serve'], { folder });
    await second.url();
    const warnings = second
      .lines()
      .filter(({ msg }) => msg.startsWith('Other users of this machine'));
    expect(warnings).toHaveLength(1);
    expect(JSON.stringify(warnings)).toMatch(/keyplane\.db.*0644.*master\.key.*0644/);
    expect(await modeOf(dataOf(first, 'keyplane.db'))).toBe('600');
    expect(await modeOf(dataOf(first, 'master.key'))).toBe('600');
    expect(await stop(second)).toBe(0);
  });

  it('are refused if they are restored without the master key, and nothing is written', async () => {
    const server = await keyplane.start(['serve'], {});
    await server.url();
    await stop(server);
    const { folder } = server;
    await rm(dataOf(server, 'master.key'));
    const before = await contents(path.join(folder, 'data'));

    const again = await keyplane.start(['serve'], { folder });
    expect((await again.finished).exitCode).toBe(78);
    const [line] = again.lines();
    expect(line?.msg).toMatch(/master\.key is missing, but the database was sealed with/);
    expect(line?.msg).not.toMatch(/KEYPLANE_MASTER_KEY does not belong to this database/);
    expect(await contents(path.join(folder, 'data'))).toEqual(before);
  });

  it('are refused with the master key of another database, and the error names the file', async () => {
    const server = await keyplane.start(['serve'], {});
    await server.url();
    await stop(server);
    await writeFile(dataOf(server, 'master.key'), Buffer.alloc(32, 7).toString('base64'));
    const again = await keyplane.start(['serve'], { folder: server.folder });
    expect((await again.finished).exitCode).toBe(78);
    expect(again.lines()[0]?.msg).toMatch(
      /^The master key in .*master\.key does not belong to this/,
    );
  });

  it('start again after a kill, but not if a backup was put next to the log of another database', async () => {
    const server = await keyplane.start(['serve'], {});
    await server.url();
    await stop(server);
    const { folder } = server;
    const database = dataOf(server, 'keyplane.db');
    await copyFile(database, dataOf(server, 'backup.db'));
    await rm(dataOf(server, 'backup.db-wal'), { force: true });

    const killed = await keyplane.start(['serve'], { folder });
    const answer = await fetch(`${await killed.url()}/v1/roles`, {
      method: 'POST',
      headers: { authorization: await ownerOf(killed), 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'later', permissions: ['events.read'] }),
    });
    expect(answer.status).toBe(201);
    await stop(killed, 'SIGKILL');
    const restarted = await keyplane.start(['serve'], { folder });
    await restarted.url();
    await stop(restarted, 'SIGKILL');

    await copyFile(dataOf(server, 'backup.db'), database);
    const before = await contents(path.join(folder, 'data'));
    const refused = await keyplane.start(['serve'], { folder });
    expect((await refused.finished).exitCode).toBe(78);
    expect(refused.lines()[0]?.msg).toMatch(/keyplane\.db-wal does not belong to the database/);
    expect(await contents(path.join(folder, 'data'))).toEqual(before);
  });
});

describe('a server on SQLite whose file another process has locked', () => {
  it.each([
    [
      'what it could not write',
      { KEYPLANE_SQLITE_BUSY_SECONDS: '1' },
      /[1-9]\d* uses? of keys could not be counted/,
    ],
    [
      'at its deadline that it may have lost something',
      { KEYPLANE_SQLITE_BUSY_SECONDS: '10', KEYPLANE_SHUTDOWN_SECONDS: '1' },
      /at the deadline; the latest uses of keys may be lost/,
    ],
  ])('is not ready, and reports %s', async (_what, environment, says) => {
    const server = await keyplane.start(['serve'], { environment });
    const url = await server.url();
    const ready = async () => (await fetch(`${url}/readyz`)).status;
    expect(await ready()).toBe(200);
    const writer = await takeWriteLock(dataOf(server, 'keyplane.db'));
    expect(await ready()).toBe(503);

    const authorization = await ownerOf(server);
    // The request counts as a use of the owner's key.
    const body = new URLSearchParams({ grant_type: 'client_credentials' });
    await fetch(`${url}/oauth2/token`, { method: 'POST', headers: { authorization }, body });
    server.child.kill('SIGTERM');
    const { exitCode } = await server.finished;
    expect(exitCode).toBe(69);
    expect(server.lines().at(-1)?.msg).toMatch(says);
    await writer.letGo();
  });

  it('reports in its metrics how long the write-ahead log is and how many mails wait', async () => {
    const server = await keyplane.start(['serve'], {
      environment: {
        ...WITH_METRICS,
        KEYPLANE_SMTP_URL: 'smtp://127.0.0.1:1',
        KEYPLANE_MAIL_FROM: 'a@example.com',
      },
    });
    const metrics = await server.metrics();
    expect(metrics).toMatch(/^keyplane_sqlite_wal_bytes [1-9]\d*$/m);
    expect(metrics).toMatch(/^keyplane_database_writable 1$/m);
    expect(metrics).toMatch(/^keyplane_usage_flush_failures_total 0$/m);
    expect(metrics).toMatch(/^keyplane_mail_queue_length 0$/m);
    expect(metrics).toMatch(/^keyplane_mail_queue_oldest_seconds 0$/m);
    await stop(server);
  });
});
