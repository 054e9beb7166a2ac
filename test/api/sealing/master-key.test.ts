import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { MasterKeyError, parseMasterKey } from '../../../api/sealing/master-key';
import { readOrCreateMasterKeyFile } from '../../../api/sealing/master-key-file';
import { resolveMasterKeys } from '../../../api/sealing/resolve-master-keys';

const ABSENT = { current: undefined, previous: undefined, sealedUnder: async () => [] };

const run = promisify(execFile);
const newFile = async () =>
  path.join(await mkdtemp(path.join(tmpdir(), 'keyplane-key-')), 'data', 'master.key');

test('32 bytes are accepted in base64 and base64url, padded or not', () => {
  const bytes = Buffer.alloc(32, 0xfb);
  for (const text of [
    bytes.toString('base64'),
    bytes.toString('base64url'),
    `${bytes.toString('base64')}\n`,
  ]) {
    expect(parseMasterKey(text, 'KEY')).toEqual(bytes);
  }
});

test.each([
  ['nothing', ''],
  ['a password', 'correct horse battery staple'],
  ['31 bytes', Buffer.alloc(31, 7).toString('base64')],
  ['33 bytes', Buffer.alloc(33, 7).toString('base64')],
  ['32 bytes and a stray character', `!${Buffer.alloc(32, 7).toString('base64')}`],
])('%s is refused, and the error does not repeat it', (_, text) => {
  const refusal = refusalOf(() => parseMasterKey(text, 'KEYPLANE_MASTER_KEY'));
  expect(refusal).toBeInstanceOf(MasterKeyError);
  expect(refusal?.message).toMatch(/^KEYPLANE_MASTER_KEY must be 32 random bytes in base64\./);
  if (text !== '') expect(refusal?.message).not.toContain(text);
});

test('on SQLite a missing key is generated once, readable only by its owner', async () => {
  const file = await newFile();
  const wanted = { ...ABSENT, database: 'sqlite', file } as const;
  const made = await resolveMasterKeys(wanted);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(await resolveMasterKeys(wanted)).toEqual(made);
  expect(await readdir(path.dirname(file))).toEqual(['master.key']);
});

test('a missing key of a database that is already sealed is an error, and no key is generated', async () => {
  const file = await newFile();
  const sealedUnder = async () => ['mk_former'];
  const start = resolveMasterKeys({ ...ABSENT, sealedUnder, database: 'sqlite', file });
  await expect(start).rejects.toThrow(MasterKeyError);
  await expect(start).rejects.toThrow(`${file} is missing`);
  await expect(start).rejects.toThrow('sealed with the master key mk_former');
  await expect(readdir(path.dirname(file))).rejects.toThrow('ENOENT');
});

test('a key file that others can write is refused and left as it is', async () => {
  const file = await newFile();
  await readOrCreateMasterKeyFile(file);
  await chmod(file, 0o622);
  await expect(readOrCreateMasterKeyFile(file)).rejects.toThrow(MasterKeyError);
  await expect(readOrCreateMasterKeyFile(file)).rejects.toThrow(/mode 0622.*chmod 600/);
  expect((await stat(file)).mode & 0o777).toBe(0o622);
});

test('a folder in the place of the key file is refused and left as it is', async () => {
  const file = await newFile();
  await mkdir(file, { recursive: true });
  await expect(readOrCreateMasterKeyFile(file)).rejects.toThrow(MasterKeyError);
  await expect(readOrCreateMasterKeyFile(file)).rejects.toThrow(/is a folder.*Remove the folder/);
});

test('on PostgreSQL a missing key is refused in plain words', async () => {
  const file = await newFile();
  const wanted = { ...ABSENT, database: 'postgres', file } as const;
  await expect(resolveMasterKeys(wanted)).rejects.toThrow(MasterKeyError);
  await expect(resolveMasterKeys(wanted)).rejects.toThrow(/needs KEYPLANE_MASTER_KEY/);
});

test('the same key as current and previous is refused', async () => {
  const key = randomBytes(32).toString('base64url');
  const file = await newFile();
  await expect(
    resolveMasterKeys({ ...ABSENT, current: key, previous: key, database: 'sqlite', file }),
  ).rejects.toThrow(/are the same key/);
});

test('processes that start together agree on one key, within a process and across', async () => {
  const file = await newFile();
  const script = `require('./api/sealing/master-key-file').readOrCreateMasterKeyFile(process.argv[1])
    .then((key) => console.log(key.toString('hex')))`;
  const start = () => run(process.execPath, ['--import', 'tsx', '--eval', script, file]);
  const together = await Promise.all([start(), start(), start()]);
  expect(new Set(together.map(({ stdout }) => stdout)).size).toBe(1);

  const another = await newFile();
  const here = Array.from({ length: 20 }, () => readOrCreateMasterKeyFile(another));
  expect(new Set((await Promise.all(here)).map((key) => key.toString('hex'))).size).toBe(1);
});

test('a key file with other content is refused, not replaced', async () => {
  const file = await newFile();
  await readOrCreateMasterKeyFile(file);
  await writeFile(file, 'half');
  await expect(readOrCreateMasterKeyFile(file)).rejects.toThrow(MasterKeyError);
  expect(await readFile(file, 'utf8')).toBe('half');
});

function refusalOf(attempt: () => unknown): Error | undefined {
  try {
    attempt();
    return undefined;
  } catch (error) {
    return error as Error;
  }
}
