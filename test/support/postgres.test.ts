import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { Client } from 'pg';
import { createTestDatabase, startPostgres } from './postgres';
import { eventually } from './eventually';

const ask = async (url: string, statement: string): Promise<unknown[]> => {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(statement)).rows;
  } finally {
    await client.end();
  }
};

test('two test databases do not see each other, and a dropped one is gone', async () => {
  const [one, other] = await Promise.all([createTestDatabase(), createTestDatabase()]);
  await ask(one.url, 'CREATE TABLE only_here (id integer)');
  const tables = `SELECT count(*)::int AS count FROM pg_tables WHERE tablename = 'only_here'`;
  expect(await ask(one.url, tables)).toEqual([{ count: 1 }]);
  expect(await ask(other.url, tables)).toEqual([{ count: 0 }]);

  const lingering = new Client({ connectionString: one.url });
  const cutOff = new Promise((resolve) => lingering.on('error', resolve));
  await lingering.connect();
  await one.drop();
  await cutOff;
  await expect(ask(one.url, 'SELECT 1')).rejects.toThrow('does not exist');
  await other.drop();
});

test('a test’s own server stops when told', async () => {
  const server = await startPostgres();
  expect(await ask(server.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  await server.stop();
  if (process.env.KEYPLANE_TEST_POSTGRES_URL === undefined) {
    await expect(ask(server.url, 'SELECT 1')).rejects.toThrow('ECONNREFUSED');
  }
});

test('a server ends and its files are removed when the process that started it is killed', async () => {
  const { KEYPLANE_TEST_POSTGRES_URL: _, ...env } = process.env;
  const script = `
    require('./test/support/embedded-postgres-server').startEmbeddedPostgres().then(async ({ url }) => {
      const client = new (require('pg').Client)({ connectionString: url });
      await client.connect();
      const { rows } = await client.query('SHOW data_directory');
      console.log(JSON.stringify({ url, folder: rows[0].data_directory }));
      setInterval(() => {}, 1000);
    });`;
  const starter = spawn(process.execPath, ['--import', 'tsx', '--eval', script], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(createInterface(starter.stdout), 'line')) as [string];
  const { url, folder } = JSON.parse(line) as { url: string; folder: string };
  expect(existsSync(folder)).toBe(true);
  starter.kill('SIGKILL');
  await eventually(() => expect(existsSync(folder)).toBe(false));
  await expect(ask(url, 'SELECT 1')).rejects.toThrow('ECONNREFUSED');
});
