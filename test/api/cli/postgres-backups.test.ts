import { execFile, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { codeBlocksOf, readPage } from '../../docs/support/pages';
import { startEmbeddedPostgres } from '../../support/embedded-postgres-server';
import { createTestDatabase } from '../../support/postgres';
import {
  asOwner,
  created,
  endKeys,
  stateOf,
  stop,
  underLoad,
  type Ask,
} from './support/backup-drill';
import { buildKeyplane, type KeyplaneProcess } from './support/keyplane-process';

const keyplane = buildKeyplane();
afterAll(() => keyplane.remove());

/** Where Debian installs a PostgreSQL with all of its programs. */
const INSTALLED = '/usr/lib/postgresql';
const newest = existsSync(INSTALLED)
  ? readdirSync(INSTALLED)
      .filter((version) => existsSync(path.join(INSTALLED, version, 'bin', 'initdb')))
      .sort((a, b) => Number(b) - Number(a))[0]
  : undefined;
const hasAge = spawnSync('age', ['--version']).error === undefined;

interface Drill {
  readonly url: string;
  /** Makes the backup, and returns a server that still uses the database. */
  backUp(
    server: KeyplaneProcess,
    ask: Ask,
    environment: Readonly<Record<string, string>>,
  ): Promise<KeyplaneProcess>;
  /** Returns the URL of the database that has what the backup has. */
  restore(): Promise<string>;
}

const environmentOf = (url: string, masterKey: string) => ({
  KEYPLANE_DATABASE_URL: url,
  KEYPLANE_MASTER_KEY: masterKey,
});

/** Ends two keys after a backup, restores it, and finds both. */
async function expectEndedKeysToBeFound({ url, backUp, restore }: Drill): Promise<void> {
  const masterKey = randomBytes(32).toString('base64');
  const before = environmentOf(url, masterKey);
  const first = await keyplane.start(['serve'], { environment: before });
  const { folder } = first;
  const ask = await asOwner(first);
  const revoked = await created(ask, 'revoked later');
  const disabled = await created(ask, 'disabled later');
  const backupTime = new Date().toISOString();
  const server = await backUp(first, ask, before);
  const audit = path.join(folder, 'events.jsonl');
  await endKeys(await asOwner(server), { revoked, disabled, audit });
  await stop(server, 'SIGKILL');

  const environment = environmentOf(await restore(), masterKey);
  const run = async (...words: string[]) =>
    (await keyplane.start(words, { folder, environment })).finished;
  const announced = await run('restore', '--announce', '--backup-time', backupTime);
  expect(announced).toMatchObject({ exitCode: 0, stderr: '' });
  const again = await keyplane.start(['serve'], { folder, environment });
  const askAgain = await asOwner(again);
  expect(await stateOf(askAgain, revoked)).toBe('active');
  expect(await stateOf(askAgain, disabled)).toBe('active');
  const { body } = await askAgain('GET', '/v1/whoami');
  expect(body['restore']).toMatchObject({ backup_at: backupTime });

  const found = await run('reconcile', '--audit', audit);
  expect(found).toMatchObject({ exitCode: 2, stderr: '' });
  expect(found.stdout).toMatch(new RegExp(`${revoked} .* is not revoked: revoke it with --revoke`));
  expect(found.stdout).toMatch(new RegExp(`${disabled} .* is enabled again: disable it`));
  expect(await stateOf(askAgain, revoked)).toBe('active');

  const ended = await run('reconcile', '--audit', audit, '--revoke');
  expect(ended.stdout).toMatch(new RegExp(`${revoked} .* was revoked again`));
  expect(await stateOf(askAgain, revoked)).toBe('revoked');
  expect(await stateOf(askAgain, disabled)).toBe('active');
  const repeated = await run('reconcile', '--audit', audit);
  expect(repeated.stdout).not.toContain(revoked);
  await stop(again);
}

test('reconcile finds and revokes the keys that a restored PostgreSQL has again', async () => {
  const database = await createTestDatabase();
  const name = new URL(database.url).pathname.slice(1);
  const copy = `${name}_copy`;
  try {
    await expectEndedKeysToBeFound({
      url: database.url,
      // A database can be copied like this while nobody uses it.
      async backUp({ folder, child, finished }, _ask, environment) {
        child.kill('SIGTERM');
        await finished;
        await execute(database.url, `CREATE DATABASE ${copy} TEMPLATE ${name}`);
        return keyplane.start(['serve'], { folder, environment });
      },
      restore: () => Promise.resolve(withName(database.url, copy)),
    });
  } finally {
    await execute(database.url, `DROP DATABASE IF EXISTS ${copy} WITH (FORCE)`);
    await database.drop();
  }
}, 120_000);

const withTools = newest === undefined ? describe.skip : describe;
const reason = newest === undefined ? ' (skipped: postgresql is not installed)' : '';

withTools(`the commands for PostgreSQL on the page about backups${reason}`, () => {
  /** The block with this text, with the folder of the backup replaced. */
  function command(text: string, folder: string): string {
    const blocks = codeBlocksOf(readPage('docs/operating/backups.md'));
    const found = blocks.find(({ language, code }) => language === 'sh' && code.includes(text));
    if (found === undefined) throw new Error(`The page has no block with "${text}".`);
    return found.code.replaceAll('/backup', folder);
  }

  async function bash(script: string, url: string): Promise<void> {
    const PATH = `${path.join(INSTALLED, newest ?? '', 'bin')}:${process.env.PATH}`;
    await promisify(execFile)('bash', ['-euc', script], {
      env: { PATH, KEYPLANE_DATABASE_URL: url },
    });
  }

  let server: Awaited<ReturnType<typeof startEmbeddedPostgres>>;
  beforeAll(async () => {
    server = await startEmbeddedPostgres(path.join(INSTALLED, newest ?? ''));
  });
  afterAll(() => server.stop());

  async function newDatabase(name: string): Promise<string> {
    await execute(server.url, `CREATE DATABASE ${name}`);
    return withName(server.url, name);
  }

  test('copy it under load, and restore it after the server was killed', async () => {
    const url = await newDatabase('live');
    const folder = await keyplane.newFolder();
    await expectEndedKeysToBeFound({
      url,
      async backUp(running, ask) {
        await underLoad(ask, () => bash(command('pg_dump', folder), url));
        return running;
      },
      async restore() {
        const empty = await newDatabase('restored');
        await bash(command('pg_restore --no-owner', folder), empty);
        return empty;
      },
    });
  }, 120_000);

  (hasAge ? test : test.skip)(
    `encrypt it${hasAge ? '' : ' (skipped: age is not installed)'}`,
    async () => {
      const url = await newDatabase('secret');
      await execute(url, "CREATE TABLE notes AS SELECT 'a readable note' AS note");
      const folder = await keyplane.newFolder();
      await bash(`age-keygen -o ${folder}/identity`, url);
      const [, recipient = ''] =
        /public key: (\S+)/.exec(await readFile(path.join(folder, 'identity'), 'utf8')) ?? [];
      await writeFile(path.join(folder, 'recipients'), recipient);
      const named = (text: string) =>
        command(text, folder)
          .replace('/etc/keyplane/recipients', `${folder}/recipients`)
          .replace('identity.txt', `${folder}/identity`);
      await bash(named('| age --encrypt'), url);
      expect(await readFile(path.join(folder, 'keyplane.dump.age'), 'latin1')).toMatch(
        /^age-encryption\.org\/v1\n/,
      );
      const empty = await newDatabase('opened');
      await bash(named('age --decrypt'), empty);
      const client = new Client({ connectionString: empty });
      await client.connect();
      const { rows } = await client.query('SELECT note FROM notes');
      await client.end();
      expect(rows).toEqual([{ note: 'a readable note' }]);
    },
    60_000,
  );
});

function withName(url: string, name: string): string {
  const named = new URL(url);
  named.pathname = `/${name}`;
  return named.href;
}

async function execute(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
