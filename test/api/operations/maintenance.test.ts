import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startMaintenance } from '../../../api/operations/maintenance';
import { createTestApi, DATABASES, type TestApi } from '../../support/api';
import { eventually } from '../../support/eventually';
import { createManualClock, DAY } from '../../support/manual-clock';
import { createDatabaseToMigrate, type TestDatabase } from '../../support/postgres';

describe('maintenance', () => {
  it('runs every task at the start, also after one that failed', async () => {
    const ran: string[] = [];
    const errors: unknown[] = [];
    const maintenance = startMaintenance({
      tasks: [
        async () => void ran.push('first'),
        async () => {
          throw new Error('No.');
        },
        async () => void ran.push('last'),
      ],
      onError: (error) => errors.push(error),
    });
    await eventually(() => expect(ran).toEqual(['first', 'last']));
    expect(errors).toEqual([new Error('No.')]);
    await maintenance.close();
  });

  it('runs no task at the start if the database is new', async () => {
    const ran: string[] = [];
    const tasks = [async () => void ran.push('first')];
    await startMaintenance({ tasks, atOnce: false, onError: () => {} }).close();
    expect(ran).toEqual([]);
  });

  it('waits, when closed, for the task in progress and begins no other', async () => {
    const ran: string[] = [];
    let finish = () => {};
    const maintenance = startMaintenance({
      tasks: [
        () => new Promise<void>((resolve) => (finish = resolve)).then(() => void ran.push('first')),
        async () => void ran.push('second'),
      ],
      onError: () => {},
    });
    const closed = maintenance.close();
    finish();
    await closed;
    expect(ran).toEqual(['first']);
  });
});

describe.each(DATABASES)('a server on %s', (on) => {
  let folder: string;
  let postgres: TestDatabase | undefined;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'keyplane-maintenance-'));
    postgres = on === 'postgres' ? await createDatabaseToMigrate() : undefined;
  });
  afterEach(async () => {
    await postgres?.drop();
    await rm(folder, { recursive: true });
  });

  it('erases at its start the secrets that were kept for too long', async () => {
    const databaseUrl = postgres?.url ?? `sqlite:${path.join(folder, 'keyplane.db')}`;
    const clock = createManualClock();
    const stopped = await createTestApi(on, { databaseUrl, clock });
    const claim = { secret_delivery: 'claim' };
    await stopped.as(stopped.team.owner).post('/v1/application-keys').send(claim).expect(201);
    const sealedIn = ({ database }: TestApi) =>
      database.knex('secret_claims').pluck('sealed_secret');
    expect(await sealedIn(stopped)).toEqual([expect.any(String)]);
    await stopped.close();

    clock.advance(DAY);
    const started = await createTestApi(on, { databaseUrl, clock });
    try {
      await eventually(async () => expect(await sealedIn(started)).toEqual([null]));
    } finally {
      await started.close();
    }
  });
});
