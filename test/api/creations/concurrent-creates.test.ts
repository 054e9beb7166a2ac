import { CREATED_KINDS, type CreatedKind, isKeyFamily, KINDS } from '../../../api/domain/kinds';
import { DATABASES } from '../../support/api';
import { someInFastRun } from '../../support/effort';
import { eventually } from '../../support/eventually';
import { SECOND } from '../../support/manual-clock';
import { describeOnPostgres } from '../../support/on-postgres';
import { beginRun, describeRun, outcomeOf, type TestRun } from '../../support/runs';
import { startCreations, type CreationsApi } from './creation-families';

const AT_ONCE = 6;

describe.each(DATABASES)('equal creates at the same time, on %s,', (on) => {
  let api: CreationsApi;

  beforeEach(async () => {
    api = await startCreations(on);
  });
  afterEach(() => api.close());

  test.each<CreatedKind>(['application_key', 'role', 'service_account'])(
    'each create a %s if they belong to one run',
    async (kind) => {
      const run = describeRun(api);
      const answers = await Promise.all(
        Array.from({ length: AT_ONCE }, () => api.attempt(run, kind)),
      );
      expect(answers.map(outcomeOf)).toEqual(Array(AT_ONCE).fill('201'));
      expect(new Set(answers.map(({ body }) => body.id as string)).size).toBe(AT_ONCE);
    },
  );

  test.each<CreatedKind>(['application_key', 'role', 'service_account'])(
    'never make each other fail if each belongs to a different run that creates a %s',
    async (kind) => {
      const runs = Array.from({ length: AT_ONCE }, () => describeRun(api));
      const answers = await Promise.all(runs.map((run) => api.attempt(run, kind)));
      const outcomes = answers.map(outcomeOf);
      expect(outcomes.filter((one) => one === '201').length).toBeGreaterThan(0);
      expect(outcomes.filter((one) => !['201', '409 run_in_doubt'].includes(one))).toEqual([]);
    },
  );

  test('replace everything that a lapsed run left, each after one repetition at most', async () => {
    const names = Array.from({ length: AT_ONCE }, (_, at) => `role ${at}`);
    const other = await beginRun(api);
    const lapsed = await beginRun(api);
    for (const name of names) await api.make(lapsed, 'role', { name });
    api.clock.advance(11 * SECOND);
    await other.renew().expect(200);
    const create = async (name: string): Promise<string> => {
      const answer = await api.attempt(other, 'role', { name });
      if (outcomeOf(answer) === '409 run_in_doubt') return create(name);
      expect(outcomeOf(answer)).toBe('201');
      return answer.body.id as string;
    };
    const made = await Promise.all(names.map(create));
    const { body } = await api.owner().get('/v1/creations?sort=created_at').expect(200);
    expect((body.items as { id: string }[]).map(({ id }) => id)).toEqual([...made].sort());
  });

  test('of two provider aliases do not wait for each other', async () => {
    const [one, two] = [await beginRun(api), await beginRun(api)];
    await one.renew().expect(200);
    const names = Array.from({ length: AT_ONCE }, (_, at) => `${at}`);
    for (const name of names) {
      await api.make(one, 'role', { name: `one ${name}` });
      await api.make(two, 'role', { name: `two ${name}` });
    }
    api.clock.advance(SECOND);
    await one.renew().expect(200);
    await two.renew().expect(200);
    const answers = await Promise.all(
      names.flatMap((name) => [
        api.attempt(one, 'role', { name: `two ${name}` }),
        api.attempt(two, 'role', { name: `one ${name}` }),
      ]),
    );
    expect(answers.map(outcomeOf)).toEqual(Array(2 * AT_ONCE).fill('201'));
  });
});

/** SQLite has one writer, so nothing comes between a read and the change that follows. */
describeOnPostgres('two connections at the same moment, on postgres,', () => {
  let api: CreationsApi;

  beforeEach(async () => {
    api = await startCreations('postgres');
  });
  afterEach(() => api.close());

  type Knex = CreationsApi['database']['knex'];

  const tableOf = (kind: CreatedKind) => (isKeyFamily(kind) ? 'keys' : KINDS[kind].plural);

  const isBlocked = async () => {
    const { rows } = (await api.database.knex.raw(
      "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
    )) as { rows: unknown[] };
    return rows.length > 0;
  };

  /** A row is locked, the request waits for it, something happens, and the lock is released. */
  async function meanwhile<T>(
    [table, id]: readonly [string, string],
    request: () => PromiseLike<T>,
    happening: (knex: Knex) => Promise<unknown>,
  ): Promise<T> {
    const other = await api.database.knex.transaction();
    await other(table).where({ id }).forUpdate();
    const answer = Promise.resolve(request());
    await eventually(async () => expect(await isBlocked()).toBe(true));
    await happening(other);
    await other.commit();
    return answer;
  }

  async function abandoned(kind: CreatedKind): Promise<{ id: string; next: TestRun }> {
    const run = await beginRun(api);
    const { id } = await api.make(run, kind);
    await run.cutOff().expect(204);
    return { id, next: await beginRun(api) };
  }

  test.each(someInFastRun(CREATED_KINDS, 3))(
    'a %s stays if it is recorded while it is about to be replaced',
    async (kind) => {
      const { id, next } = await abandoned(kind);
      const answer = await meanwhile(
        [tableOf(kind), id],
        () => api.attempt(next, kind),
        (knex) => knex('creations').where({ resource_id: id }).update({ recorded_at: 1 }),
      );
      expect(outcomeOf(answer)).toBe(kind === 'member' ? '409 email_in_use' : '201');
      expect(answer.body.id).not.toBe(id);
      expect(await api.exists(kind, id)).toBe(true);
    },
  );

  test('a key stays if it is used while it is about to be replaced', async () => {
    const { id, next } = await abandoned('application_key');
    const answer = await meanwhile(
      ['keys', id],
      () => api.attempt(next, 'application_key'),
      (knex) => knex('keys').where({ id }).update({ used: true }),
    );
    expect(outcomeOf(answer)).toBe('201');
    expect(await api.exists('application_key', id)).toBe(true);
  });

  test('the end of a run waits for what the run is writing, and a renewal does not', async () => {
    const run = await beginRun(api);
    let ended = false;
    let cutOff: Promise<unknown> | undefined;
    const answer = await meanwhile(
      ['service_accounts', api.accountId],
      () => api.attempt(run, 'service_account_key'),
      async () => {
        await run.renew().expect(200);
        cutOff = run
          .cutOff()
          .expect(204)
          .then(() => (ended = true));
        await describeRun(api).renew().expect(200);
        expect(ended).toBe(false);
      },
    );
    expect(outcomeOf(answer)).toBe('201');
    await cutOff;
    expect(outcomeOf(await api.attempt(run, 'role'))).toBe('409 run_ended');
  });
});
