import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { MasterKeyError, parseMasterKey } from '../../../api/sealing/master-key';
import { readOrCreateMasterKeyFile } from '../../../api/sealing/master-key-file';
import { resolveMasterKeys } from '../../../api/sealing/resolve-master-keys';

const run = promisify(execFile);
const newFile = async () =>
  path.join(await mkdtemp(path.join(tmpdir(), 'keyplane-key-')), 'data', 'master.key');

test('32 bytes are taken in base64 and base64url, padded or not', () => {
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
  ['short'],
  [''],
  [randomBytes(31).toString('base64')],
  [`!${randomBytes(32).toString('base64')}`],
])('another text (%j) is refused without being repeated', (text) => {
  const refusal = () => parseMasterKey(text, 'KEYPLANE_MASTER_KEY');
  expect(refusal).toThrow(MasterKeyError);
  expect(refusal).toThrow(/^KEYPLANE_MASTER_KEY must be 32 random bytes in base64\./);
  if (text !== '') expect(refusal).not.toThrow(new RegExp(`${text.slice(1, 5)}[^ ]`));
});

test('on SQLite a missing key is made once, readable by its owner alone', async () => {
  const file = await newFile();
  const wanted = { current: undefined, previous: undefined, database: 'sqlite', file } as const;
  const made = await resolveMasterKeys(wanted);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(await resolveMasterKeys(wanted)).toEqual(made);
  expect(await readdir(path.dirname(file))).toEqual(['master.key']);
});

test('on PostgreSQL a missing key is refused in plain words', async () => {
  const file = await newFile();
  const wanted = { current: undefined, previous: undefined, database: 'postgres', file } as const;
  await expect(resolveMasterKeys(wanted)).rejects.toThrow(MasterKeyError);
  await expect(resolveMasterKeys(wanted)).rejects.toThrow(/needs KEYPLANE_MASTER_KEY/);
});

test('the same key as current and previous is refused', async () => {
  const key = randomBytes(32).toString('base64url');
  const file = await newFile();
  await expect(
    resolveMasterKeys({ current: key, previous: key, database: 'sqlite', file }),
  ).rejects.toThrow(/are the same key/);
});

test('processes that start together agree on one key', async () => {
  const file = await newFile();
  const script = `require('./api/sealing/master-key-file').readOrCreateMasterKeyFile(process.argv[1])
    .then((key) => console.log(key.toString('hex')))`;
  const start = () => run(process.execPath, ['--import', 'tsx', '--eval', script, file]);
  const started = await Promise.all([start(), start(), start()]);
  const here = await Promise.all(Array.from({ length: 20 }, () => readOrCreateMasterKeyFile(file)));
  const keys = [
    ...started.map(({ stdout }) => stdout.trim()),
    ...here.map((key) => key.toString('hex')),
  ];
  expect(new Set(keys).size).toBe(1);
});

test('a key file that holds something else is refused, not replaced', async () => {
  const file = await newFile();
  await readOrCreateMasterKeyFile(file);
  await writeFile(file, 'half');
  await expect(readOrCreateMasterKeyFile(file)).rejects.toThrow(MasterKeyError);
  expect(await readFile(file, 'utf8')).toBe('half');
});
