import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { eventually } from '../../support/eventually';
import { mountSmallDisk } from '../../support/small-disk';
import { ageKeyPairs } from './support/age-key-pairs';
import { buildKeyplane, type SpawnOptions } from './support/keyplane-process';

const keyplane = buildKeyplane();
afterAll(() => keyplane.remove());

const { ours, second, stranger, postQuantum } = ageKeyPairs();

const run = async (words: readonly string[], options: SpawnOptions = {}) =>
  (await keyplane.start(words, options)).finished;

let folder: string;
let backup: string;
const inFolder = (...names: string[]) => path.join(folder, ...names);

async function fileWith(name: string, content: string | Buffer): Promise<string> {
  const file = inFolder(name);
  await writeFile(file, content, { mode: 0o600 });
  return file;
}

beforeAll(async () => {
  const server = await keyplane.start(['serve']);
  await server.url();
  folder = server.folder;
  server.child.kill('SIGTERM');
  await server.finished;
  await fileWith('ours', `# created: 2026-11-28\n${ours.identity}\n`);
  await fileWith('second', `${stranger.identity}\n\n${second.identity}\n`);
  await fileWith('stranger', `${stranger.identity}\n`);
  const others = await fileWith('recipients', `# the other site\n${second.recipient}\n`);
  backup = inFolder('out', 'keyplane.db.age');
  await mkdir(path.dirname(backup));
  const words = ['--recipient', ours.recipient, '--recipients-file', others];
  const { exitCode, stdout } = await run(['backup', backup, ...words], { folder });
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(
    /It cannot be restored without master\.key of the data folder and an identity of the recipients/,
  );
  expect(stdout).toContain('--identity <file>');
}, 60_000);

const masterKey = async () => ({
  KEYPLANE_MASTER_KEY: await readFile(inFolder('data', 'master.key'), 'utf8'),
});

describe('an encrypted backup', () => {
  it('is readable for its owner only, has no readable content, and leaves nothing else', async () => {
    expect((await stat(backup)).mode & 0o777).toBe(0o600);
    const content = await readFile(backup, 'latin1');
    expect(content).toMatch(/^age-encryption\.org\/v1\n/);
    expect(content).not.toMatch(/SQLite|knex_migrations|owner@keyplane/);
    expect(await readdir(path.dirname(backup))).toEqual(['keyplane.db.age']);
    expect((await readdir(inFolder('data'))).join()).not.toContain('.tmp');
  });

  it.each(['ours', 'second'])('is verified and restored with an identity in %s', async (name) => {
    const other = await keyplane.newFolder();
    const environment = await masterKey();
    const words = [backup, '--identity', inFolder(name)];
    const verified = await run(['verify-backup', ...words], { folder: other, environment });
    expect(verified).toMatchObject({ exitCode: 0, stderr: '' });
    expect(verified.stdout).toMatch(/keyplane\.db\.age is complete and undamaged/);
    expect(verified.stdout).toContain('the configured master key opens it');
    expect(await readdir(other)).toEqual([]);

    const restored = await run(['restore', ...words], { folder: other, environment });
    expect(restored).toMatchObject({ exitCode: 0, stderr: '' });
    expect(restored.stdout).toMatch(/restored from a backup of \d{4}-/);
    expect(await readdir(path.join(other, 'data'))).toEqual(['keyplane.db']);
    const server = await keyplane.start(['serve'], { folder: other, environment });
    expect((await fetch(`${await server.url()}/readyz`)).status).toBe(200);
    server.child.kill('SIGTERM');
    await server.finished;
  });

  it('takes an identity from standard input, so that it is on no disk', async () => {
    const words = ['verify-backup', backup, '--identity', '-'];
    const { exitCode } = await run(words, { folder, input: ours.identity });
    expect(exitCode).toBe(0);
  });

  it('can be made for a post-quantum recipient', async () => {
    const file = inFolder('post-quantum.age');
    const made = await run(['backup', file, '--recipient', postQuantum.recipient], { folder });
    expect(made.exitCode).toBe(0);
    const identity = await fileWith('post-quantum', postQuantum.identity);
    const words = ['verify-backup', file, '--identity', identity];
    expect(await run(words, { folder })).toMatchObject({ exitCode: 0 });
  });

  const hasAge = spawnSync('age', ['--version']).error === undefined;
  const withAge = hasAge ? it : it.skip;
  const reason = hasAge ? '' : ' (skipped: age is not installed)';

  withAge(`is opened by the program age, and opens what age encrypted${reason}`, async () => {
    const plain = inFolder('decrypted.db');
    execFileSync('age', ['--decrypt', '-i', inFolder('ours'), '-o', plain, backup]);
    expect(await run(['verify-backup', plain], { folder })).toMatchObject({ exitCode: 0 });

    const byAge = inFolder('by-age.db.age');
    execFileSync('age', ['--encrypt', '-r', ours.recipient, '-o', byAge, plain]);
    const words = ['verify-backup', byAge, '--identity', inFolder('ours')];
    expect(await run(words, { folder })).toMatchObject({ exitCode: 0 });

    const armored = inFolder('armored.age');
    execFileSync('age', ['--encrypt', '--armor', '-r', ours.recipient, '-o', armored, plain]);
    const refused = await run(['restore', armored, '--identity', inFolder('ours')], { folder });
    expect(refused.exitCode).toBe(64);
    expect(refused.stderr).toMatch(/text format of age.* Decrypt the file with `age --decrypt`/s);
  });

  it('is refused with another identity, and nothing is written', async () => {
    const other = await keyplane.newFolder();
    for (const command of ['verify-backup', 'restore']) {
      const words = [command, backup, '--identity', inFolder('stranger')];
      const { exitCode, stderr } = await run(words, {
        folder: other,
        environment: await masterKey(),
      });
      expect([command, exitCode]).toEqual([command, 65]);
      expect(stderr).toMatch(
        /No identity in .*stranger can decrypt .*keyplane\.db\.age\. Give the/,
      );
    }
    expect(existsSync(path.join(other, 'data', 'keyplane.db'))).toBe(false);
  });

  const headerBytes = (content: Buffer) => content.indexOf('\n--- ') + 48;
  /** A nonce, and pieces of 64 KiB with a tag each. */
  const wholePieces = (content: Buffer) => headerBytes(content) + 16 + 2 * (65_536 + 16);
  it.each([
    ['cut off in the header', (content: Buffer) => content.subarray(0, 100)],
    ['cut off after the header', (content: Buffer) => content.subarray(0, headerBytes(content))],
    ['cut off between two pieces', (content: Buffer) => content.subarray(0, wholePieces(content))],
    ['without its last byte', (content: Buffer) => content.subarray(0, -1)],
    ['followed by something', (content: Buffer) => Buffer.concat([content, Buffer.from('x')])],
    [
      'overwritten in the middle',
      (content: Buffer) => Buffer.from(content).fill(0x5a, 70_000, 70_100),
    ],
  ])('that is %s is refused, and the database stays as it is', async (how, damage) => {
    const content = damage(await readFile(backup));
    const damaged = await fileWith(`damaged ${how}`, content);
    const before = await readFile(inFolder('data', 'keyplane.db'));
    const names = await readdir(inFolder('data'));
    for (const command of ['verify-backup', 'restore']) {
      const words = [command, damaged, '--identity', inFolder('ours')];
      const { exitCode, stderr } = await run(words, { folder });
      expect([command, exitCode]).toEqual([command, 65]);
      expect(stderr).toMatch(/is damaged or cut off, so it cannot be decrypted\. Use another/);
    }
    expect((await readFile(inFolder('data', 'keyplane.db'))).equals(before)).toBe(true);
    expect(await readdir(inFolder('data'))).toEqual(names);
  });

  it('of something else than a database is refused', async () => {
    const other = inFolder('other.age');
    execFileSync(
      process.execPath,
      [
        '--input-type=module',
        '--eval',
        `import { Encrypter } from 'age-encryption';
         import { writeFileSync } from 'node:fs';
         const encrypter = new Encrypter();
         encrypter.addRecipient(process.argv[1]);
         writeFileSync(process.argv[2], await encrypter.encrypt('a text'));`,
        ours.recipient,
        other,
      ],
      { cwd: __dirname },
    );
    const { exitCode, stderr } = await run(
      ['verify-backup', other, '--identity', inFolder('ours')],
      { folder },
    );
    expect([exitCode, stderr]).toEqual([
      65,
      expect.stringMatching(/other\.age is not a backup of Keyplane/),
    ]);
  });

  it('leaves no decrypted copy if a signal ends its check', async () => {
    const temporary = await keyplane.newFolder();
    const words = ['verify-backup', backup, '--identity', '-'];
    const environment = { TMPDIR: temporary };
    const checking = await keyplane.start(words, { folder, environment, inputStaysOpen: true });
    await eventually(async () => expect(await readdir(temporary)).toHaveLength(1));
    checking.child.kill('SIGTERM');
    expect((await checking.finished).exitCode).toBe(143);
    expect(await readdir(temporary)).toEqual([]);
  });

  const disk = mountSmallDisk(1);
  afterAll(() => disk?.remove());
  (disk ? it : it.skip)(
    `that a disk has no room for is refused, and nothing is left${disk ? '' : ' (skipped: mounting a tmpfs needs root)'}`,
    async () => {
      const small = disk?.folder ?? '';
      await writeFile(path.join(small, 'filler'), Buffer.alloc(900_000));
      const target = path.join(small, 'b.age');
      const made = await run(['backup', target, '--recipient', ours.recipient], { folder });
      expect([made.exitCode, await readdir(small)]).toEqual([73, ['filler']]);
      expect(made.stderr).toMatch(/b\.age has no room for the backup/);
      expect((await readdir(inFolder('data'))).join()).not.toContain('.tmp');

      const words = ['verify-backup', backup, '--identity', inFolder('ours')];
      const checked = await run(words, { folder, environment: { TMPDIR: small } });
      expect([checked.exitCode, await readdir(small)]).toEqual([73, ['filler']]);
      expect(checked.stderr).toMatch(/has no room for the decrypted copy .* TMPDIR/s);
    },
  );
});
