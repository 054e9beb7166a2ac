import { randomBytes } from 'node:crypto';
import { chmod, mkdir, stat, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import path from 'node:path';
import { openDatabase } from '../../../api/database/database';
import { migrate } from '../../../api/database/migrate';
import { createTestDatabase } from '../../support/postgres';
import { buildKeyplane, type LogLine, type SpawnOptions } from './support/keyplane-process';

const newMasterKey = () => randomBytes(32).toString('base64');

describe('a start that cannot succeed ends with one line that says what to do', () => {
  const keyplane = buildKeyplane();
  afterAll(() => keyplane.remove());

  /** The only line printed; no stack trace anywhere. */
  async function failure(
    options: SpawnOptions,
    words: readonly string[] = ['serve'],
  ): Promise<LogLine & { exitCode: number | null }> {
    const started = await keyplane.start(words, options);
    const { exitCode, stdout, stderr } = await started.finished;
    const lines = started.lines();
    expect(lines).toHaveLength(1);
    expect(stderr).toBe('');
    expect(stdout).not.toContain('node_modules');
    const [line] = lines as [LogLine];
    expect(line).toMatchObject({ level: 'fatal', exit_code: exitCode });
    return { ...line, exitCode };
  }

  test('the port is in use', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const { port } = other.address() as AddressInfo;
    const { exitCode, msg } = await failure({}, ['serve', '--port', String(port)]);
    other.close();
    expect(exitCode).toBe(69);
    expect(msg).toMatch(new RegExp(`^Port ${port} of 127.0.0.1 is in use\\. .*--port`));
  });

  test('the host is not an address of this machine', async () => {
    const { exitCode, msg } = await failure({ environment: { KEYPLANE_HOST: '192.0.2.1' } });
    expect(exitCode).toBe(78);
    expect(msg).toMatch(/^192\.0\.2\.1 is not an address of this machine\. .*KEYPLANE_HOST/);
  });

  test('the configuration is wrong, and every problem is reported at once', async () => {
    const { exitCode, msg } = await failure({
      environment: {
        KEYPLANE_PORT: '65536',
        KEYPLANE_LOG_LEVEL: 'loud',
        KEYPLANE_MASTER_KEY: 'hush-hush',
      },
    });
    expect(exitCode).toBe(78);
    expect(msg).toMatch(/KEYPLANE_PORT.*KEYPLANE_MASTER_KEY.*KEYPLANE_LOG_LEVEL/);
    expect(msg).not.toContain('hush');
  });

  test('the database URL is malformed', async () => {
    const { exitCode, msg } = await failure({
      environment: { KEYPLANE_DATABASE_URL: 'postgres://user:hu@sh#hush@host/db' },
    });
    expect(exitCode).toBe(78);
    expect(msg).toContain('KEYPLANE_DATABASE_URL is not a well-formed URL');
    expect(msg).not.toMatch(/hush|hu@sh/);
  });

  test('the data folder cannot be written', async () => {
    const folder = await keyplane.newFolder();
    await mkdir(path.join(folder, 'data'), { mode: 0o555 });
    const { exitCode, msg } = await failure({ folder, obeyingPermissions: true });
    expect(exitCode).toBe(73);
    expect(msg).toMatch(/^The folder .*data cannot be written\. .*KEYPLANE_DATA_DIR/);
  });

  test('the data folder is a file', async () => {
    const folder = await keyplane.newFolder();
    await writeFile(path.join(folder, 'data'), '');
    const { exitCode, msg } = await failure({ folder });
    expect(exitCode).toBe(73);
    expect(msg).toMatch(/data is not a folder\. .*KEYPLANE_DATA_DIR/);
  });

  test('the folder of the database is read-only', async () => {
    const folder = await keyplane.newFolder();
    await mkdir(path.join(folder, 'sealed'));
    await chmod(path.join(folder, 'sealed'), 0o555);
    const environment = { KEYPLANE_DATABASE_URL: 'sqlite:./sealed/keyplane.db' };
    const { exitCode, msg } = await failure({ folder, environment, obeyingPermissions: true });
    expect(exitCode).toBe(73);
    expect(msg).toMatch(/^The folder .*sealed cannot be written\. .*KEYPLANE_DATABASE_URL/);
  });

  test('the database file is read-only', async () => {
    const folder = await keyplane.newFolder();
    await writeFile(path.join(folder, 'keyplane.db'), '', { mode: 0o444 });
    const environment = { KEYPLANE_DATABASE_URL: 'sqlite:./keyplane.db' };
    const { exitCode, msg } = await failure({ folder, environment, obeyingPermissions: true });
    expect(exitCode).toBe(73);
    expect(msg).toMatch(/^The database file .*keyplane\.db cannot be read and written\./);
  });

  test('the database file is a folder', async () => {
    const { exitCode, msg } = await failure({ environment: { KEYPLANE_DATABASE_URL: 'sqlite:.' } });
    expect(exitCode).toBe(78);
    expect(msg).toMatch(/is a folder, not a database file\./);
  });

  test('the database file is something else', async () => {
    const folder = await keyplane.newFolder();
    await writeFile(path.join(folder, 'notes.txt'), 'Dear diary, '.repeat(100));
    const environment = { KEYPLANE_DATABASE_URL: 'sqlite:notes.txt' };
    await chmod(path.join(folder, 'notes.txt'), 0o644);
    const { exitCode, msg } = await failure({ folder, environment });
    expect((await stat(path.join(folder, 'notes.txt'))).mode & 0o777).toBe(0o644);
    expect(exitCode).toBe(78);
    expect(msg).toMatch(
      /^The file is not an SQLite database, or it is damaged \(sqlite:notes\.txt\)/,
    );
  });

  test('the database was migrated by a newer version', async () => {
    const folder = await keyplane.newFolder();
    const file = path.join(folder, 'data', 'keyplane.db');
    const database = openDatabase(`sqlite:${file}`);
    await migrate(database);
    await database
      .knex('knex_migrations')
      .insert({ name: '9999-from-the-future', batch: 2, migration_time: 0 });
    await database.close();
    await chmod(file, 0o600);
    const { exitCode, msg } = await failure({ folder });
    expect(exitCode).toBe(78);
    expect(msg).toMatch(/newer version of Keyplane \(9999-from-the-future\)/);
    expect(msg).toContain('KEYPLANE_ACCEPT_NEWER_DATABASE=true');

    const environment = { KEYPLANE_ACCEPT_NEWER_DATABASE: 'true' };
    const accepting = await keyplane.start(['serve'], { folder, environment });
    const ready = await fetch(`${await accepting.url()}/readyz`);
    expect(ready.status).toBe(200);
  });

  test('the database was sealed with another master key', async () => {
    const folder = await keyplane.newFolder();
    const first = await keyplane.start(['serve'], {
      folder,
      environment: { KEYPLANE_MASTER_KEY: newMasterKey() },
    });
    await first.url();
    first.child.kill('SIGTERM');
    await first.finished;

    const environment = { KEYPLANE_MASTER_KEY: newMasterKey() };
    const { exitCode, msg } = await failure({ folder, environment });
    expect(exitCode).toBe(78);
    expect(msg).toMatch(/^KEYPLANE_MASTER_KEY does not belong to this database/);
    expect(msg).not.toContain(environment.KEYPLANE_MASTER_KEY);
  });

  test('PostgreSQL cannot be reached', async () => {
    const { exitCode, msg } = await failure({
      environment: {
        KEYPLANE_DATABASE_URL: 'postgres://keyplane:hush@127.0.0.1:1/keyplane',
        KEYPLANE_MASTER_KEY: newMasterKey(),
      },
    });
    expect(exitCode).toBe(69);
    expect(msg).toBe(
      'The database cannot be reached (postgres://keyplane:***@127.0.0.1:1/keyplane). Make sure ' +
        'that it runs and that KEYPLANE_DATABASE_URL has its host and port.',
    );
  });

  describe('on PostgreSQL', () => {
    let database: Awaited<ReturnType<typeof createTestDatabase>>;
    beforeAll(async () => {
      database = await createTestDatabase();
    });
    afterAll(() => database.drop());

    test('no master key is given', async () => {
      const { exitCode, msg } = await failure({
        environment: { KEYPLANE_DATABASE_URL: database.url },
      });
      expect(exitCode).toBe(78);
      expect(msg).toMatch(/^Keyplane on PostgreSQL needs KEYPLANE_MASTER_KEY/);
    });

    test('the database does not exist', async () => {
      const url = new URL(database.url);
      url.pathname = '/nowhere';
      const { exitCode, msg } = await failure({
        environment: { KEYPLANE_DATABASE_URL: url.href, KEYPLANE_MASTER_KEY: newMasterKey() },
      });
      expect(exitCode).toBe(78);
      expect(msg).toMatch(/^The database server has no such database/);
    });
  });
});
