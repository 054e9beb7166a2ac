import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ageKeyPairs, type KeyPair } from './support/age-key-pairs';
import { buildKeyplane, type SpawnOptions } from './support/keyplane-process';

const keyplane = buildKeyplane();
afterAll(() => keyplane.remove());

const { ours } = ageKeyPairs();

const run = async (words: readonly string[], options: SpawnOptions = {}) =>
  (await keyplane.start(words, options)).finished;

let folder: string;
let backup: string;
const inFolder = (...names: string[]) => path.join(folder, ...names);

async function fileWith(name: string, content: string): Promise<string> {
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
  await fileWith('ours', ours.identity);
  backup = inFolder('keyplane.db.age');
  const made = await run(['backup', backup, '--recipient', ours.recipient], { folder });
  expect(made.exitCode).toBe(0);
}, 60_000);

describe('the keys on the command line', () => {
  const secretOf = ({ identity }: KeyPair) => identity.slice(20, 40);

  it.each([
    ['a text', ['--recipient', 'bob'], /--recipient has "bob", which is not a recipient of age/],
    [
      'a typing error',
      ['--recipient', ours.recipient.replace(/.$/, (last) => (last === 'q' ? 'p' : 'q'))],
      /which is not a recipient of age/,
    ],
    ['a key of SSH', ['--recipient', 'ssh-ed25519 AAAA'], /Keys of SSH and of plugins cannot/],
    ['an identity', ['--recipient', ours.identity], /--recipient has a secret identity/],
    ['a missing file', ['--recipients-file', 'missing'], /missing cannot be read/],
  ])('are refused if a recipient is %s, and no file is made', async (_what, words, says) => {
    const target = inFolder('refused.age');
    const { exitCode, stderr, stdout } = await run(['backup', target, ...words], { folder });
    expect([exitCode, stderr]).toEqual([64, expect.stringMatching(says)]);
    expect(stderr + stdout).not.toContain(secretOf(ours));
    expect(existsSync(target)).toBe(false);
  });

  it.each([
    ['nothing', '# nobody\n\n', /recipients-x has no recipients/],
    ['a wrong line', `${ours.recipient}\nbob\n`, /Line 2 of .*recipients-x has "bob"/],
    ['an identity', `${ours.identity}\n`, /Line 1 of .*recipients-x has a secret identity/],
  ])('are refused if the file of recipients has %s', async (_what, content, says) => {
    const file = await fileWith('recipients-x', content);
    const words = ['backup', inFolder('refused.age'), '--recipients-file', file];
    const { exitCode, stderr } = await run(words, { folder });
    expect([exitCode, stderr]).toEqual([64, expect.stringMatching(says)]);
    expect(stderr).not.toContain(secretOf(ours));
  });

  it('are refused if an identity is itself on the command line, and it is not repeated', async () => {
    const words = ['verify-backup', backup, '--identity', ours.identity];
    const { exitCode, stderr } = await run(words, { folder });
    expect([exitCode, stderr]).toEqual([
      64,
      expect.stringContaining('--identity takes the name of a file'),
    ]);
    expect(stderr).not.toContain(secretOf(ours));
  });

  it.each([
    ['nothing', '\n', /identity-x has no identities/],
    ['a text', 'a secret text', /Line 1 of .*identity-x is not an identity of age/],
    ['a damaged identity', ours.identity.slice(0, -1), /Line 1 of .* is not an identity of age/],
    ['a passphrase', 'age-encryption.org/v1\n-> scrypt', /identity-x is encrypted\. Decrypt it/],
  ])('are refused if the file of the identity has %s', async (_what, content, says) => {
    const identity = await fileWith('identity-x', content);
    const words = ['restore', backup, '--identity', identity];
    const { exitCode, stderr } = await run(words, { folder });
    expect([exitCode, stderr]).toEqual([64, expect.stringMatching(says)]);
    expect(stderr).not.toMatch(/a secret text|AGE-SECRET-KEY-1\w/);
  });

  it('are asked for if the backup is encrypted, and refused if it is not', async () => {
    const plain = inFolder('plain.db');
    await run(['backup', plain], { folder });
    for (const command of ['verify-backup', 'restore']) {
      const without = await run([command, backup], { folder });
      expect([without.exitCode, without.stderr]).toEqual([
        64,
        expect.stringMatching(/is encrypted with age\. Use --identity to name a file/),
      ]);
      const withOne = await run([command, plain, '--identity', inFolder('ours')], { folder });
      expect([withOne.exitCode, withOne.stderr]).toEqual([
        64,
        expect.stringMatching(/plain\.db is not encrypted\. Omit --identity/),
      ]);
    }
  });
});
