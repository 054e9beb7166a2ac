import { DATABASES, type Credentials } from '../../support/api';
import { MINUTE } from '../../support/manual-clock';
import { beginRun, describeRun, outcomeOf } from '../../support/runs';
import { startCreations, type CreationsApi } from './creation-families';

describe.each(DATABASES)('the list of creations, on %s,', (on) => {
  let api: CreationsApi;

  beforeEach(async () => {
    api = await startCreations(on);
  });
  afterEach(() => api.close());

  const listed = async (query = '', by: Credentials = api.team.owner): Promise<string[]> => {
    const { body } = await api
      .as(by)
      .get(`/v1/creations${query || '?'}&sort=created_at`)
      .expect(200);
    return (body.items as { id: string }[]).map(({ id }) => id);
  };

  test('shows what exists, who created it in which run, and whether it is recorded', async () => {
    const run = await beginRun(api);
    const createdAt = api.clock.now().toISOString();
    const role = await api.make(run, 'role');
    const gone = await api.make(run, 'wallet');
    await run.delete(api.pathOf('wallet', gone.id)).expect(204);
    const { body } = await api.owner().get('/v1/creations').expect(200);
    expect(body).toEqual({
      items: [
        {
          id: role.id,
          kind: 'role',
          stack: 'prod',
          run: run.id,
          created_at: createdAt,
          created_by: api.team.owner.memberId,
          recorded_at: null,
          last_named_at: null,
        },
      ],
      next_page_token: null,
    });
    await run.name([role.id]).expect(204);
    const named = api.clock.now().toISOString();
    const later = await api.owner().get('/v1/creations').expect(200);
    expect(later.body.items[0]).toMatchObject({ recorded_at: named, last_named_at: named });
  });

  test('is filtered by stack and by when a state last named them', async () => {
    const run = await beginRun(api);
    const [old, fresh, never] = [
      await api.make(run, 'role'),
      await api.make(run, 'role'),
      await api.make(run, 'role'),
    ];
    const other = await api.make(await beginRun(api, { stack: 'other' }), 'role');
    await run.name([old.id]).expect(204);
    api.clock.advance(MINUTE);
    const since = api.clock.now().toISOString();
    await run.name([fresh.id]).expect(204);
    expect(await listed('?stack=prod')).toEqual([old.id, fresh.id, never.id]);
    expect(await listed('?stack=prod&never_named=true')).toEqual([never.id]);
    expect(await listed(`?stack=prod&unnamed_since=${since}`)).toEqual([old.id, never.id]);
    expect(await listed('?never_named=true')).toEqual([never.id, other.id]);
    expect(await listed('?stack=nope')).toEqual([]);
  });

  test('is paged, each creation once', async () => {
    const run = await beginRun(api);
    const made: string[] = [];
    for (let at = 0; at < 5; at += 1) made.push((await api.make(run, 'role')).id);
    const paged: string[] = [];
    let token: string | null = null;
    do {
      const query: string = token === null ? '' : `&page_token=${token}`;
      const { body } = await api.owner().get(`/v1/creations?page_size=2${query}`).expect(200);
      paged.push(...(body.items as { id: string }[]).map(({ id }) => id));
      token = body.next_page_token as string | null;
    } while (token !== null);
    expect(paged).toEqual(made.sort().reverse());
  });

  test('shows the whole team to callers who may read its audit events, and to others only their own', async () => {
    const admin = await api.joinAsAdmin();
    const account = await api
      .owner()
      .post('/v1/roles')
      .send({
        name: 'makes roles',
        permissions: ['roles.create', 'reports.read'],
      });
    const { body } = await api
      .owner()
      .post('/v1/service-accounts')
      .send({ name: 'maker', role_ids: [account.body.id] })
      .expect(201);
    const key = await api
      .owner()
      .post('/v1/service-account-keys')
      .send({ service_account_id: body.id, name: 'k', expires_at: 'never' })
      .expect(201);
    const maker = { clientId: key.body.client_id as string, secret: key.body.secret as string };
    const own = await api.make(await beginRun(api, { by: maker }), 'role');
    const others = await api.make(await beginRun(api), 'role');
    const stranger = await api.foundTeam('stranger');
    expect(await listed('', maker)).toEqual([own.id]);
    expect(await listed()).toEqual([own.id, others.id]);
    expect(await listed('', admin)).toEqual([own.id, others.id]);
    expect(await listed('', stranger.owner)).toEqual([]);
  });

  test('is summed up by stack, for the team alone', async () => {
    const summary = async (stack: string, by: Credentials = api.team.owner) =>
      (await describeRun(api, { stack, by }).get('/v1/stack').expect(200)).body as object;
    const nothing = {
      recorded_count: 0,
      created_by_runs_count: 0,
      last_named_at: null,
      last_created_at: null,
    };
    expect(await summary('prod')).toEqual({ stack: 'prod', ...nothing });
    const run = await beginRun(api);
    await api.make(run, 'role');
    const recorded = await api.make(run, 'role');
    const last_created_at = api.clock.now().toISOString();
    api.clock.advance(MINUTE);
    await run.name([recorded.id]).expect(204);
    expect(await summary('prod')).toEqual({
      stack: 'prod',
      recorded_count: 1,
      created_by_runs_count: 1,
      last_created_at,
      last_named_at: api.clock.now().toISOString(),
    });
    const stranger = await api.foundTeam('stranger');
    expect(await summary('prod', stranger.owner)).toEqual({ stack: 'prod', ...nothing });
    expect(outcomeOf(await api.owner().get('/v1/stack'))).toBe('422 invalid_request');
    await api.owner().delete(api.pathOf('role', recorded.id)).expect(204);
    expect(await summary('prod')).toMatchObject({ recorded_count: 0 });
  });

  describe('an object that another stack created', () => {
    const createdByRuns = async (stack: string) => {
      const { body } = await describeRun(api, { stack }).get('/v1/stack').expect(200);
      return body.created_by_runs_count as number;
    };
    const twoRoles = async (stack: string) => {
      const run = await beginRun(api, { stack });
      const ids = [(await api.make(run, 'role')).id, (await api.make(run, 'role')).id] as const;
      await run.finish(ids).expect(204);
      return ids;
    };

    test('is not a creation of the stack that imports it', async () => {
      const [imported, left] = await twoRoles('network');
      await describeRun(api, { stack: 'importing' }).name([imported]).expect(204);
      expect([await createdByRuns('importing'), await createdByRuns('network')]).toEqual([0, 1]);
      const run = await beginRun(api, { stack: 'importing' });
      const own = await api.make(run, 'role');
      await run.finish([own.id]).expect(204);
      expect(await createdByRuns('importing')).toBe(1);
      await describeRun(api, { stack: 'network' }).name([imported, left]).expect(204);
      expect(await createdByRuns('network')).toBe(2);
    });

    test('counts if the whole state was moved, also if the old stack deleted something', async () => {
      const [moved, deleted] = await twoRoles('old-name');
      await api.owner().delete(api.pathOf('role', deleted)).expect(204);
      await describeRun(api, { stack: 'new-name' }).name([moved]).expect(204);
      expect(await createdByRuns('new-name')).toBe(1);
    });
  });

  test.each([
    ['never_named=false', '?never_named'],
    ['unnamed_since=yesterday', '?unnamed_since'],
    ['stacks=prod', '?stacks'],
  ])('refuses %s by name', async (query, pointer) => {
    const answer = await api.owner().get(`/v1/creations?${query}`).expect(422);
    expect(answer.body.errors[0]).toMatchObject({ pointer });
  });
});
