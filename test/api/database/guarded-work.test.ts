import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openDatabase, type Database } from '../../../api/database/database';
import { migrate } from '../../../api/database/migrate';
import { DATABASES } from '../../support/api';
import { createDatabaseToMigrate, type TestDatabase } from '../../support/postgres';

describe.each(DATABASES)('guarded work on %s', (on) => {
  let own: TestDatabase | undefined;
  let folder: string;
  let database: Database;

  beforeEach(async () => {
    own = on === 'postgres' ? await createDatabaseToMigrate() : undefined;
    folder = await mkdtemp(path.join(tmpdir(), 'keyplane-guarded-'));
    database = openDatabase(own?.url ?? `sqlite:${path.join(folder, 'keyplane.db')}`);
    await migrate(database);
  });
  afterEach(async () => {
    await database.close();
    await own?.drop();
    await rm(folder, { recursive: true });
  });

  const insert = (id: string) =>
    database.run(() => database.knex('operators').insert({ id, name: id, created_at: 0 }));
  const ids = async () =>
    ((await database.knex('operators').select('id')) as { id: string }[]).map(({ id }) => id);

  it('keeps nothing if the check fails, and says why', async () => {
    const failing = () => Promise.reject(new Error('no longer valid'));
    await expect(database.guarded(failing, () => insert('a'))).rejects.toThrow('no longer valid');
    expect(await ids()).toEqual([]);
  });

  it('checks at the end of each unit of work, and does not show it what that has written', async () => {
    const seen: string[][] = [];
    const check = async () => void seen.push(await ids());
    await database.guarded(check, async () => {
      await insert('a');
      await database.run(() => insert('b'));
    });
    expect(seen).toEqual([[], ['a']]);
    expect(await ids()).toEqual(['a', 'b']);
  });

  it('does not check what was begun in the background and ends later', async () => {
    const begun = { later: Promise.resolve<unknown>(undefined) };
    let goOn: () => void = () => undefined;
    const waits = new Promise<void>((resolve) => (goOn = resolve));
    const failing = () => Promise.reject(new Error('no longer valid'));
    let end: () => void = () => undefined;
    const other = database.guarded(
      () => Promise.resolve(),
      () => new Promise<void>((resolve) => (end = resolve)),
    );
    await database.guarded(failing, async () => {
      begun.later = waits.then(() => insert('a'));
    });
    goOn();
    await begun.later;
    end();
    await other;
    expect(await ids()).toEqual(['a']);
  });
});
