import { existsSync } from 'node:fs';
import { copyFile, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { mountSmallDisk } from '../../support/small-disk';
import { asOwner, created, endKeys, stateOf, stop, underLoad } from './support/backup-drill';
import { buildKeyplane, type SpawnOptions } from './support/keyplane-process';

const keyplane = buildKeyplane();
afterAll(() => keyplane.remove());

async function run(words: readonly string[], options: SpawnOptions = {}) {
  return (await keyplane.start(words, options)).finished;
}

const dataOf = ({ folder }: { folder: string }, name: string) => path.join(folder, 'data', name);

test('a drill: back up under load, kill, restore, and find what came back to life', async () => {
  const server = await keyplane.start(['serve']);
  const { folder } = server;
  const ask = await asOwner(server);
  const revokedLater = await created(ask, 'revoked later');
  const disabledLater = await created(ask, 'disabled later');
  const role = { name: 'deleted later', permissions: ['roles.read'] };
  const deletedLater = String((await ask('POST', '/v1/roles', role)).body['id']);

  const backup = path.join(folder, 'keyplane.backup');
  const made = await underLoad(ask, () => run(['backup', backup], { folder }));
  expect(made).toMatchObject({ exitCode: 0, stderr: '' });
  expect((await stat(backup)).mode & 0o777).toBe(0o600);

  const audit = path.join(folder, 'events.jsonl');
  await ask('DELETE', `/v1/roles/${deletedLater}`);
  await endKeys(ask, { revoked: revokedLater, disabled: disabledLater, audit });

  const refused = await run(['restore', backup], { folder });
  expect(refused.exitCode).toBe(69);
  expect(refused.stderr).toMatch(/A process has .*keyplane\.db open\. Stop every server/);
  expect(await stateOf(ask, revokedLater)).toBe('revoked');
  await stop(server, 'SIGKILL');

  const restored = await run(['restore', backup], { folder });
  expect(restored).toMatchObject({ exitCode: 0, stderr: '' });
  const [, aside = ''] = /The old one is (\S+)\.\n/.exec(restored.stdout) ?? [];
  expect(await readdir(path.join(folder, 'data'))).toEqual(
    expect.arrayContaining(['keyplane.db', path.basename(aside)]),
  );
  expect((await readdir(path.join(folder, 'data'))).join()).not.toMatch(/restoring|\.tmp/);

  const again = await keyplane.start(['serve'], { folder });
  const askAgain = await asOwner(again);
  expect(await stateOf(askAgain, revokedLater)).toBe('active');
  const announced = (await askAgain('GET', '/v1/whoami')).body['restore'];
  expect(announced).toMatchObject({ backup_at: expect.stringMatching(/^\d{4}-/) });

  const found = await run(['reconcile', '--audit', audit], { folder });
  expect(found.exitCode).toBe(2);
  expect(found.stdout).toMatch(new RegExp(`${deletedLater} .* is back: delete it again`));
  expect(found.stdout).toMatch(
    new RegExp(`${revokedLater} .* is not revoked: revoke it with --revoke`),
  );
  expect(found.stdout).toMatch(new RegExp(`${disabledLater} .* is enabled again: disable it`));

  const revocations = path.join(folder, 'revocations.jsonl');
  const events = (await readFile(audit, 'utf8')).split('\n');
  await writeFile(revocations, events.filter((each) => each.includes('.revoked"')).join('\n'));
  const reconcile = (...words: string[]) => run(['reconcile', '--audit', ...words], { folder });
  const ended = await reconcile(revocations, '--revoke');
  expect(ended.stdout).toMatch(new RegExp(`${revokedLater} .* was revoked again`));
  expect(ended.exitCode).toBe(3);
  expect(await stateOf(askAgain, revokedLater)).toBe('revoked');
  expect(await stateOf(askAgain, disabledLater)).toBe('active');

  // The revoked key needs nothing more. The others have to be ended by hand.
  expect((await reconcile(revocations)).exitCode).toBe(0);
  expect((await reconcile(audit, '--revoke')).exitCode).toBe(2);
  await askAgain('PATCH', `/v1/application-keys/${disabledLater}`, { enabled: false });
  await askAgain('DELETE', `/v1/roles/${deletedLater}`);
  const nothing = await reconcile(audit);
  expect(nothing.stdout).toMatch(/No event after .* ended anything that the database still has/);
  expect(nothing.exitCode).toBe(0);
  await stop(again);

  // The old database is whole without any other file, so it can be put back.
  await rename(aside, dataOf(again, 'keyplane.db'));
  const former = await keyplane.start(['serve'], { folder });
  expect(await stateOf(await asOwner(former), disabledLater)).toBe('disabled');
  await stop(former);
}, 180_000);

describe('a backup', () => {
  let folder: string;
  let backup: string;
  beforeAll(async () => {
    const server = await keyplane.start(['serve']);
    await server.url();
    folder = server.folder;
    backup = path.join(folder, 'keyplane.backup');
    await stop(server);
    expect(await run(['backup', backup], { folder })).toMatchObject({ exitCode: 0 });
  }, 60_000);

  test('never replaces a file, and leaves none if it fails', async () => {
    const before = await readFile(backup);
    const names = await readdir(folder);
    const { exitCode, stderr } = await run(['backup', backup], { folder });
    expect([exitCode, (await readFile(backup)).equals(before)]).toEqual([73, true]);
    expect(stderr).toContain('a backup never replaces a file');
    expect(await run(['backup', 'missing/folder'], { folder })).toMatchObject({ exitCode: 73 });
    expect(await readdir(folder)).toEqual(names);
  });

  const disk = mountSmallDisk(1);
  afterAll(() => disk?.remove());
  (disk ? test : test.skip)(
    `that its disk has no room for is refused, and nothing is left${disk ? '' : ' (skipped: mounting a tmpfs needs root)'}`,
    async () => {
      const small = disk?.folder ?? '';
      await writeFile(path.join(small, 'filler'), Buffer.alloc(900_000));
      const { exitCode, stderr } = await run(['backup', path.join(small, 'b.db')], { folder });
      expect([exitCode, await readdir(small)]).toEqual([73, ['filler']]);
      expect(stderr).toMatch(/b\.db has no room for the backup/);
    },
  );

  test('is verified: what it has, when it was made, and that the master key opens it', async () => {
    const { exitCode, stdout } = await run(['verify-backup', backup], { folder });
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/is complete and undamaged/);
    expect(stdout).toMatch(/made: {11}\d{4}-\d\d-\d\dT/);
    expect(stdout).toMatch(/master key: {5}mk_\S+: the configured master key opens it/);
    expect(stdout).toMatch(/contains: {7}1 team, 1 member, .*audit events/);
  });

  test('is verified without a master key, too', async () => {
    const other = await keyplane.newFolder();
    const { exitCode, stdout } = await run(['verify-backup', backup], { folder: other });
    expect(exitCode).toBe(0);
    expect(stdout).toContain('not checked, because no master key is configured here');
    expect(await readdir(other)).toEqual([]);
  });

  test('is refused with another master key, before anything is changed', async () => {
    const environment = { KEYPLANE_MASTER_KEY: Buffer.alloc(32, 7).toString('base64') };
    const other = await keyplane.newFolder();
    for (const command of ['verify-backup', 'restore']) {
      const { exitCode, stderr } = await run([command, backup], { folder: other, environment });
      expect([command, exitCode]).toEqual([command, 78]);
      expect(stderr).toContain('KEYPLANE_MASTER_KEY does not belong to this database');
    }
    expect(existsSync(path.join(other, 'data', 'keyplane.db'))).toBe(false);
  });

  test.each([
    ['cut off', (content: Buffer) => content.subarray(0, content.length / 2)],
    [
      'overwritten in the middle',
      (content: Buffer) => Buffer.from(content).fill(0x5a, 4096 * 8, 4096 * 12),
    ],
    ['empty', () => Buffer.alloc(0)],
    ['text', () => Buffer.from('not a database')],
  ])('that is %s is refused, and the database stays as it is', async (_how, damage) => {
    const damaged = path.join(folder, 'damaged');
    await writeFile(damaged, damage(await readFile(backup)));
    const database = path.join(folder, 'data', 'keyplane.db');
    const before = await readFile(database);
    for (const command of ['verify-backup', 'restore']) {
      const { exitCode, stderr } = await run([command, damaged], { folder });
      expect([command, exitCode]).toEqual([command, 65]);
      expect(stderr).toMatch(/is damaged|is not a backup of Keyplane/);
    }
    expect((await readFile(database)).equals(before)).toBe(true);
  });

  test('is restored into an empty folder, with the master key next to it', async () => {
    const other = await keyplane.newFolder();
    const environment = {
      KEYPLANE_MASTER_KEY: await readFile(path.join(folder, 'data', 'master.key'), 'utf8'),
    };
    const { exitCode, stdout } = await run(['restore', backup], { folder: other, environment });
    expect([exitCode, stdout]).toEqual([0, expect.stringMatching(/^The backup is in place\.\n/)]);
    await copyFile(
      path.join(folder, 'data', 'bootstrap.json'),
      path.join(other, 'data', 'bootstrap.json'),
    );
    const server = await keyplane.start(['serve'], { folder: other, environment });
    expect(await (await asOwner(server))('GET', '/v1/whoami')).toMatchObject({ status: 200 });
    await stop(server);
  });

  test('is not restored over a damaged database, which SQLite cannot lock', async () => {
    const other = await keyplane.newFolder();
    await rm(path.join(other, 'data'), { recursive: true, force: true });
    const environment = {
      KEYPLANE_MASTER_KEY: await readFile(path.join(folder, 'data', 'master.key'), 'utf8'),
    };
    await run(['restore', backup], { folder: other, environment });
    const database = path.join(other, 'data', 'keyplane.db');
    await writeFile(database, Buffer.alloc(8192, 0x5a));
    const { exitCode, stderr } = await run(['restore', backup], { folder: other, environment });
    expect(exitCode).toBe(78);
    expect(stderr).toMatch(/is damaged .*move .*keyplane\.db-wal .* away, and restore again/);
    expect((await readFile(database)).equals(Buffer.alloc(8192, 0x5a))).toBe(true);
  });
});

test.each([
  [['backup', 'file'], /pg_dump --format=custom/],
  [['verify-backup', 'file'], /pg_restore --list/],
  [['restore', 'file'], /pg_restore --no-owner .* keyplane restore --announce/],
])('on PostgreSQL, %j names the tools of PostgreSQL', async (words, says) => {
  const environment = { KEYPLANE_DATABASE_URL: 'postgres://keyplane@127.0.0.1:1/keyplane' };
  const { exitCode, stderr } = await run(words, { environment });
  expect(exitCode).toBe(64);
  expect(stderr).toMatch(says);
});

test('restore without a file or --announce says what to give', async () => {
  const { exitCode, stderr } = await run(['restore']);
  expect([exitCode, stderr]).toEqual([64, expect.stringContaining('or --announce if you')]);
});
