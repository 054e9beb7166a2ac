import { CREATED_KINDS, type CreatedKind } from '../../../api/domain/kinds';
import { DATABASES } from '../../support/api';
import { someInFastRun } from '../../support/effort';
import { eventually } from '../../support/eventually';
import { DAY } from '../../support/manual-clock';
import { beginRun, outcomeOf, type Created, type TestRun } from '../../support/runs';
import { startCreations, type CreationsApi } from './creation-families';

interface ListedCreation {
  readonly id: string;
  readonly run: string | null;
  readonly created_by: string | null;
}

describe.each(DATABASES)('an object that no run created, on %s,', (on) => {
  let api: CreationsApi;

  beforeEach(async () => {
    api = await startCreations(on);
  });
  afterEach(() => api.close());

  /** The object was created in the console, or imported into the state. */
  async function byHand(kind: CreatedKind, body: object = {}): Promise<Created> {
    const answer = await api
      .owner()
      .post(api.pathOf(kind))
      .send({ ...api.bodyOf(kind), ...body })
      .expect(201);
    return answer.body as Created;
  }

  async function listed(): Promise<readonly ListedCreation[]> {
    const { body } = await api.owner().get('/v1/creations?stack=prod').expect(200);
    return body.items as ListedCreation[];
  }

  const recordedCount = async (run: TestRun) =>
    (await run.get('/v1/stack').expect(200)).body.recorded_count as number;

  const waitingForLocks = async () => {
    const waiting = await api.database
      .knex('pg_stat_activity')
      .whereRaw('datname = current_database()')
      .where({ wait_event_type: 'Lock' });
    return waiting.length;
  };

  const end = (kind: CreatedKind, id: string) =>
    api
      .owner()
      .delete(api.pathOf(kind, id))
      .expect(({ status }) => expect([200, 204]).toContain(status));

  test.each(someInFastRun(CREATED_KINDS, 3))(
    'is adopted by the stack whose state names it: %s',
    async (kind) => {
      const { id } = await byHand(kind);
      const createdAt = api.clock.now().toISOString();
      api.clock.advance(DAY);
      const run = await beginRun(api);
      expect(await recordedCount(run)).toBe(0);
      await run.name([id]).expect(204);
      expect(await recordedCount(run)).toBe(1);
      expect(await listed()).toEqual([
        {
          id,
          kind,
          stack: 'prod',
          run: null,
          created_at: createdAt,
          created_by: kind === 'member' ? null : api.team.owner.memberId,
          recorded_at: api.clock.now().toISOString(),
          last_named_at: api.clock.now().toISOString(),
        },
      ]);
    },
  );

  test.each(someInFastRun(CREATED_KINDS, 3, 1))(
    'no longer counts once it has ended: %s',
    async (kind) => {
      const { id } = await byHand(kind);
      const run = await beginRun(api);
      await run.name([id]).expect(204);
      await end(kind, id);
      expect(await recordedCount(run)).toBe(0);
      // An older version of the state still names the object.
      await run.name([id]).expect(204);
      expect(await recordedCount(run)).toBe(0);
    },
  );

  test.each(someInFastRun(CREATED_KINDS, 3, 2))(
    'is not adopted if it has ended before: %s',
    async (kind) => {
      const { id } = await byHand(kind);
      await end(kind, id);
      const run = await beginRun(api);
      await run.name([id]).expect(204);
      expect(await api.database.knex('creations')).toEqual([]);
    },
  );

  test('is adopted by the version of its secret, too', async () => {
    const key = await byHand('application_key');
    const run = await beginRun(api);
    await run.name([], [key.secret_version]).expect(204);
    expect((await listed()).map(({ id }) => id)).toEqual([key.id]);
  });

  test('is not adopted from another team, under a malformed ID, or without a stack', async () => {
    const role = await byHand('role');
    const key = await byHand('application_key');
    const stranger = await api.foundTeam('stranger');
    await (
      await beginRun(api, { by: stranger.owner })
    )
      .name([role.id, key.id], [key.secret_version])
      .expect(204);
    const malformed = ['role', `${role.id}/x`, 'team_1', `ROLE${role.id.slice(4)}`, 'x'];
    await (await beginRun(api)).name(malformed).expect(204);
    await api
      .owner()
      .post('/v1/creations/confirm')
      .send({ ids: [role.id] })
      .expect(204);
    expect(await api.database.knex('creations')).toEqual([]);
  });

  test('stays adopted when its key expires', async () => {
    const key = await byHand('service_account_key', { expires_in: '1d' });
    const run = await beginRun(api);
    await run.name([key.id]).expect(204);
    api.clock.advance(2 * DAY);
    expect(await recordedCount(run)).toBe(1);
    const expired = await byHand('service_account_key', { expires_in: '1d', name: 'expired' });
    api.clock.advance(2 * DAY);
    await run.name([expired.id]).expect(204);
    expect(await recordedCount(run)).toBe(2);
  });

  test('must be presented before an abandoned creation is replaced', async () => {
    const imported = await byHand('role', { name: 'imported' });
    await (await beginRun(api)).name([imported.id]).expect(204);
    const cut = await beginRun(api);
    const lost = await api.make(cut, 'application_key');
    await cut.cutOff().expect(204);
    const targeted = await beginRun(api);
    const refused = await api.attempt(targeted, 'application_key');
    expect(outcomeOf(refused)).toBe('409 abandoned_creation');
    await targeted.name([imported.id]).expect(204);
    await api.make(targeted, 'application_key');
    expect(await api.exists('application_key', lost.id)).toBe(false);
  });

  test('is never replaced by an equal create', async () => {
    const { id } = await byHand('role');
    await (await beginRun(api)).name([id]).expect(204);
    await api.make(await beginRun(api), 'role');
    expect(await api.exists('role', id)).toBe(true);
  });

  test('proves, when a state names it, that the state does not hold an abandoned rotation', async () => {
    const key = await byHand('application_key');
    const rotation = `${api.pathOf('application_key', key.id)}/rotate`;
    const cut = await beginRun(api);
    await cut.post(rotation, { overlap: '1h' }).expect(200);
    await cut.cutOff().expect(204);
    const next = await beginRun(api);
    const refused = await next.post(rotation, { overlap: '1h' });
    expect(outcomeOf(refused)).toBe('409 rotation_in_progress');
    await next.name([key.id], [key.secret_version]).expect(204);
    await next.post(rotation, { overlap: '1h' }).expect(200);
  });

  test('loses the answer that was stored for repeated requests', async () => {
    const created = await api
      .owner()
      .post('/v1/application-keys')
      .set('Idempotency-Key', 'f3f0d3f2-6f0e-4a52-8f0e-0d6a5b8b3a11')
      .send({})
      .expect(201);
    await (await beginRun(api)).name([created.body.id as string]).expect(204);
    const [answer] = await api.database.knex('idempotent_answers');
    expect(answer).toMatchObject({ resource_id: created.body.id, sealed_answer: null });
  });

  test('is adopted once, if two states name it at the same time', async () => {
    const ids: string[] = [];
    for (const name of ['a', 'b', 'c']) ids.push((await byHand('role', { name })).id);
    const runs = [await beginRun(api), await beginRun(api, { stack: 'other' })];
    await Promise.all(runs.map((run) => run.name(ids).expect(204)));
    const rows = await api.database.knex('creations').orderBy('resource_id');
    expect(rows.map(({ resource_id }) => resource_id as string)).toEqual(ids);
  });

  test('is not adopted if it ends while a state names it', async () => {
    const { id } = await byHand('application_key');
    const run = await beginRun(api);
    let endItAll = () => {};
    const mayEnd = new Promise<void>((resolve) => (endItAll = resolve));
    let ending: Promise<void> | undefined;
    await new Promise<void>((revoked) => {
      ending = api.database.run(async () => {
        await api.database.knex('keys').where({ id }).update({ revoked_at: 1 });
        revoked();
        await mayEnd;
      });
    });
    const naming = run.name([id]).then(({ status }) => status);
    try {
      if (on === 'postgres') await eventually(async () => expect(await waitingForLocks()).toBe(1));
    } finally {
      endItAll();
      await ending;
    }
    expect(await naming).toBe(204);
    expect(await recordedCount(run)).toBe(0);
  });

  test('needs no separate query after it was adopted', async () => {
    const ids: string[] = [];
    for (let n = 0; n < 3; n += 1) ids.push((await byHand('role', { name: `role ${n}` })).id);
    const run = await beginRun(api);
    await run.name(ids).expect(204);
    const counted = async (named: readonly string[]) => {
      const queries: string[] = [];
      const count = ({ sql }: { sql: string }) => void queries.push(sql);
      api.database.knex.on('query', count);
      await run.name(named).expect(204);
      api.database.knex.removeListener('query', count);
      // Between two calls, the caller may be read again, with the roles of the caller.
      return queries.filter((sql) => /^(?:select|update) .*[`"](?:creations|roles)[`"]/.test(sql));
    };
    const many = [...ids, ...Array.from({ length: 4990 }, (_, n) => `nothing_${n}`)];
    expect(await counted(many)).toHaveLength((await counted(ids.slice(0, 1))).length);
    expect((await counted(ids)).length).toBeLessThanOrEqual(4);
  });

  test('is adopted with 5,000 others in one call', async () => {
    const createdAt = api.clock.now().getTime();
    const rows = Array.from({ length: 5000 }, (_, n) => ({
      id: `role_${String(n).padStart(26, '0')}`,
      team_id: api.team.id,
      name: `r${n}`,
      permissions: '[]',
      created_at: createdAt,
      created_by: api.team.owner.memberId,
      version: 1,
    }));
    await api.database.knex.batchInsert('roles', rows, 100);
    const run = await beginRun(api);
    await run.name(rows.map(({ id }) => id)).expect(204);
    expect(await recordedCount(run)).toBe(5000);
  });
});
