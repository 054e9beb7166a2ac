import path from 'node:path';
import { openDatabase } from '../../../api/database/database';
import { MIGRATIONS } from '../../../api/database/generated/migrations';
import { migrationsUpTo } from '../database/earlier-installation';
import { buildKeyplane } from './support/keyplane-process';

const keyplane = buildKeyplane();
afterAll(() => keyplane.remove());

test('a restore of a backup of an older release upgrades it, and says how to go back to that release', async () => {
  const folder = await keyplane.newFolder();
  const backup = path.join(folder, 'backup.db');
  const database = openDatabase(`sqlite:${backup}`);
  const migrationSource = migrationsUpTo('0026-team-policy-owner');
  await database.knex.migrate.latest({ migrationSource });
  await database.close();

  const run = async (...words: string[]) => (await keyplane.start(words, { folder })).finished;
  const later = Object.keys(MIGRATIONS).filter((name) => name > '0026-team-policy-owner').length;
  const verified = await run('verify-backup', backup);
  expect(verified.stdout).toContain(
    `0026-team-policy-owner (a restore applies ${later} more, up to`,
  );

  const restored = await run('restore', backup, '--backup-time', '2026-01-01T00:00:00Z');
  expect(restored).toMatchObject({ exitCode: 0, stderr: '' });
  expect(restored.stdout).toContain(`older release, so ${later} migrations of this release`);
  expect(restored.stdout).toContain('restore the backup again with the `keyplane` of that release');

  // What the old release refuses with is tested in failed-start.test.ts.
  const repeated = await run('restore', '--announce');
  expect(repeated.stdout).not.toContain('older release');
  const server = await keyplane.start(['serve'], { folder });
  expect((await fetch(`${await server.url()}/readyz`)).status).toBe(200);
  server.child.kill('SIGTERM');
  await server.finished;
});
