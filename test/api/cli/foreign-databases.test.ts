import { randomBytes } from 'node:crypto';
import { chmod, mkdir, stat, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo, type Server } from 'node:net';
import path from 'node:path';
import { TLSSocket } from 'node:tls';
import { Client } from 'pg';
import { Database } from 'sqlite3';
import { loadConfig, type Config } from '../../../api/app/config';
import { doctorCommand } from '../../../api/cli/doctor-command';
import { explainFailure } from '../../../api/cli/explain-failure';
import { migrateCommand } from '../../../api/cli/migrate-command';
import type { Terminal } from '../../../api/cli/terminal';
import { createTestDatabase } from '../../support/postgres';
import { createTestAuthority } from '../../support/test-authority';
import { buildKeyplane, type SpawnOptions } from './support/keyplane-process';

const keyplane = buildKeyplane();
afterAll(() => keyplane.remove());

/** Runs the command, and returns all that it prints. */
async function run(words: readonly string[], options: SpawnOptions) {
  const command = COMMANDS[words[0] ?? ''];
  if (command === undefined || options.obeyingPermissions) {
    const { exitCode, stdout, stderr } = await (await keyplane.start(words, options)).finished;
    return { exitCode, said: stdout + stderr };
  }
  const said: string[] = [];
  const print = (text: string) => void said.push(text);
  const terminal: Terminal = {
    environment: { KEYPLANE_DATA_DIR: options.folder, ...options.environment },
    isInteractive: false,
    print,
    write: print,
    printError: print,
    readInput: () => Promise.resolve(''),
  };
  let config: Config | undefined;
  try {
    config = await loadConfig(terminal.environment);
    const exitCode = await command(config, terminal);
    return { exitCode: exitCode ?? 0, said: said.join('\n') };
  } catch (error) {
    const { exitCode, message } = explainFailure(error, config);
    return { exitCode, said: message };
  }
}

/** These can be called here, which is faster than a process. */
const COMMANDS: Readonly<
  Record<string, (config: Config, terminal: Terminal) => Promise<number | void>>
> = {
  doctor: doctorCommand,
  migrate: (config, terminal) => migrateCommand(config, terminal, {}),
};

const RAW = /unexpected error|SQLITE_|SQLSTATE|SASL|node_modules|at Object\./;

describe('a SQLite file that is not a database of Keyplane', () => {
  const make: Readonly<Record<string, (file: string) => Promise<unknown>>> = {
    'text.db': (file) => writeFile(file, 'Dear diary, '.repeat(100)),
    'empty.db': (file) => writeFile(file, ''),
    'folder.db': (file) => mkdir(file),
    'secret.db': (file) => writeFile(file, '', { mode: 0o000 }),
    'users.db': (file) => execute(file, 'CREATE TABLE users (id)'),
    'keys.db': (file) => execute(file, 'CREATE TABLE keys (id)'),
    'other-knex.db': (file) =>
      execute(
        file,
        "CREATE TABLE knex_migrations (name); INSERT INTO knex_migrations VALUES ('x')",
      ),
  };
  let folder: string;
  beforeAll(async () => {
    folder = await keyplane.newFolder();
    for (const [name, create] of Object.entries(make)) await create(path.join(folder, name));
  });
  afterAll(() => chmod(path.join(folder, 'secret.db'), 0o600));

  const withDatabase = (name: string): SpawnOptions => ({
    folder,
    obeyingPermissions: name === 'secret.db',
    environment: { KEYPLANE_DATABASE_URL: `sqlite:${path.join(folder, name)}` },
  });

  test.each([
    ['text.db', /not an SQLite database/, /not an SQLite database/],
    ['empty.db', /empty\.db is not a database of Keyplane/, undefined],
    ['folder.db', /folder\.db is a folder/, /folder\.db is a folder/],
    ['secret.db', /secret\.db cannot be read\./, /secret\.db cannot be read and written\./],
    [
      'users.db',
      /users\.db is not a database of Keyplane/,
      /another program: .* these tables: users\. /,
    ],
    [
      'keys.db',
      /keys\.db is not a database of Keyplane/,
      /another program: .* these tables: keys\. /,
    ],
    ['other-knex.db', /is not a database of Keyplane/, /another program: .* knex_migrations\. /],
  ])(
    'is refused with an explanation and is not changed: %s',
    async (name, toCommands, toServers) => {
      const file = path.join(folder, name);
      const { mode } = await stat(file);
      for (const words of [['doctor'], ['backup', `${file}.backup`]]) {
        const { exitCode, said } = await run(words, withDatabase(name));
        expect([words, exitCode === 0]).toEqual([words, false]);
        expect(said).toMatch(toCommands);
        expect(said).not.toMatch(RAW);
      }
      // An empty file is one that a first start fills.
      const servers = name === 'users.db' ? ['serve', 'migrate'] : ['migrate'];
      for (const command of toServers === undefined ? [] : servers) {
        const { exitCode, said } = await run([command], withDatabase(name));
        expect([command, [73, 78].includes(exitCode ?? 0)]).toEqual([command, true]);
        expect(said).toMatch(toServers ?? /never/);
        expect(said).not.toMatch(RAW);
      }
      expect((await stat(file)).mode).toBe(mode);
    },
  );

  test.each([
    ['text.db', 65, /is not a backup of Keyplane/],
    ['empty.db', 65, /is not a backup of Keyplane/],
    ['folder.db', 64, /is not a file/],
    ['secret.db', 64, /secret\.db cannot be read\. Give read access/],
    ['keys.db', 65, /is not a backup of Keyplane/],
    ['missing.db', 64, /is not a file/],
  ])('is not a backup: %s', async (name, code, says) => {
    for (const command of name === 'keys.db' ? ['verify-backup', 'restore'] : ['verify-backup']) {
      const file = path.join(folder, name);
      const options = {
        ...withDatabase('new/keyplane.db'),
        obeyingPermissions: name === 'secret.db',
      };
      const { exitCode, said } = await run([command, file], options);
      expect([command, exitCode]).toEqual([command, code]);
      expect(said).toMatch(says);
      expect(said).not.toMatch(RAW);
    }
  });
});

describe('a PostgreSQL URL with a fault', () => {
  let database: Awaited<ReturnType<typeof createTestDatabase>>;
  let tls: Server;
  let folder: string;
  beforeAll(async () => {
    folder = await keyplane.newFolder();
    database = await createTestDatabase();
    tls = await startUntrusted();
  });
  afterAll(async () => {
    tls.close();
    await database.drop();
  });

  const PASSWORD = 'hush-hush';

  test.each([
    ['a wrong password', (url: URL) => (url.password = PASSWORD), 78, /refuses the user or the p/],
    ['no password', (url: URL) => (url.password = ''), 78, /requires a password .* Add it to/],
    ['no such database', (url: URL) => (url.pathname = '/nowhere'), 78, /has no such database/],
    ['a closed port', (url: URL) => (url.port = '1'), 69, /cannot be reached/],
    [
      'TLS that the server does not offer',
      (url: URL) => (url.search = '?sslmode=verify-full'),
      78,
      /does not offer TLS, .* remove sslmode/,
    ],
    [
      'an unknown authority',
      (url: URL) => {
        url.port = String((tls.address() as AddressInfo).port);
        url.search = '?sslmode=verify-full';
      },
      78,
      /certificate of the database cannot be verified .*&sslrootcert=<file>/,
    ],
    [
      'a missing file of authorities',
      (url: URL) => (url.search = '?sslmode=verify-full&sslrootcert=/nowhere.pem'),
      78,
      /\/nowhere\.pem cannot be read \(ENOENT\)\. The parameter sslrootcert/,
    ],
    [
      'an unknown sslmode',
      (url: URL) => (url.search = '?sslmode=strict'),
      78,
      /unknown sslmode "[^"]+"\. Use one of: disable, /,
    ],
  ])('is explained without its password: %s', async (_fault, change, code, says) => {
    const url = new URL(database.url);
    const { password } = url;
    change(url);
    const environment = {
      KEYPLANE_DATABASE_URL: url.href,
      KEYPLANE_MASTER_KEY: randomBytes(32).toString('base64'),
    };
    for (const command of ['doctor', 'migrate']) {
      const { exitCode, said } = await run([command], { environment, folder });
      // The doctor reports what it finds with 1, unless the configuration itself is wrong.
      expect([command, command === 'doctor' ? [1, 78] : [code]]).toEqual([
        command,
        expect.arrayContaining([exitCode]),
      ]);
      expect(said).toMatch(says);
      expect(said).not.toMatch(RAW);
      expect(said).not.toContain(PASSWORD);
      if (password !== '') expect(said).not.toContain(`:${password}@`);
    }
  });

  test('a database that accepts no changes is reported, by commands and by the doctor', async () => {
    const client = new Client({ connectionString: database.url });
    await client.connect();
    const set = (value: string) =>
      client.query(
        `SET default_transaction_read_only = off;
         ALTER DATABASE ${new URL(database.url).pathname.slice(1)}
         SET default_transaction_read_only = ${value}`,
      );
    try {
      await set('on');
      const environment = {
        KEYPLANE_DATABASE_URL: database.url,
        KEYPLANE_MASTER_KEY: randomBytes(32).toString('base64'),
      };
      const migrated = await run(['migrate'], { environment, folder });
      expect(migrated.said).toMatch(
        /accepts no changes .* Set KEYPLANE_DATABASE_URL to the primary/,
      );
      expect(migrated.exitCode).toBe(69);
      const examined = await run(['doctor'], { environment, folder });
      expect(examined.said).toMatch(/fault {4}database: it accepts no changes: it is a standby/);
      expect(examined.exitCode).toBe(1);
    } finally {
      await set('off');
      await client.end();
    }
  });

  test('a database with a table of the same name is refused, and keeps it', async () => {
    const client = new Client({ connectionString: database.url });
    await client.connect();
    try {
      await client.query('CREATE TABLE keys (id text)');
      const environment = {
        KEYPLANE_DATABASE_URL: database.url,
        KEYPLANE_MASTER_KEY: randomBytes(32).toString('base64'),
      };
      for (const command of ['serve', 'doctor', 'migrate']) {
        const { exitCode, said } = await run([command], { environment, folder });
        expect([command, exitCode]).toEqual([command, command === 'doctor' ? 1 : 78]);
        expect(said).toMatch(
          /belongs to another program: .* these tables: keys\. Nothing was changed/,
        );
      }
      const { rows } = await client.query("SELECT 1 FROM pg_tables WHERE schemaname = 'public'");
      expect(rows).toHaveLength(1);
    } finally {
      await client.end();
    }
  });
});

/** A server that offers TLS as PostgreSQL does, with a certificate of an authority that nobody knows. */
async function startUntrusted(): Promise<Server> {
  const { certificate, privateKey } = createTestAuthority().issue('localhost');
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', () => {
      socket.write('S');
      new TLSSocket(socket, { isServer: true, cert: certificate, key: privateKey }).on(
        'error',
        () => {},
      );
    });
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  return server;
}

function execute(file: string, sql: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const database = new Database(file, (opened) => {
      if (opened) return reject(opened);
      database.exec(sql, (failed) => (failed ? reject(failed) : database.close(() => resolve())));
    });
  });
}
