import { CREATED_KINDS, type CreatedKind } from '../../../api/domain/kinds';
import { DATABASES } from '../../support/api';
import { DAY } from '../../support/manual-clock';
import { beginRun, outcomeOf, type Created } from '../../support/runs';
import { startCreations, type CreationsApi } from './creation-families';

describe.each(DATABASES)('the stack of a creation, on %s,', (on) => {
  let api: CreationsApi;

  beforeEach(async () => {
    api = await startCreations(on);
  });
  afterEach(() => api.close());

  const stackOf = async (id: string) => {
    const [row] = await api.database.knex('creations').where({ resource_id: id });
    return (row as { stack: string } | undefined)?.stack;
  };

  test('is the stack that named the object last, so a moved state keeps its protection', async () => {
    const run = await beginRun(api);
    const moved = await api.make(run, 'application_key');
    await run.cutOff().expect(204);
    const elsewhere = await beginRun(api, { stack: 'moved' });
    await elsewhere.name([moved.id]).expect(204);
    expect(await stackOf(moved.id)).toBe('moved');
    for (const stack of ['prod', 'moved']) {
      await api.make(await beginRun(api, { stack }), 'application_key');
    }
    expect(await api.exists('application_key', moved.id)).toBe(true);
  });

  test('does not change if a request without a stack names it', async () => {
    const kept = await api.finishedRun('role');
    await api
      .owner()
      .post('/v1/creations/confirm')
      .send({ ids: [kept.id] })
      .expect(204);
    expect(await stackOf(kept.id)).toBe('prod');
  });

  /** Every way in which a recorded object of the stack can be gone. */
  const WAYS: readonly [string, CreatedKind, (id: string) => Promise<unknown>][] = [
    ...CREATED_KINDS.map((kind): [string, CreatedKind, (id: string) => Promise<unknown>] => [
      `a ${kind} that was deleted or revoked`,
      kind,
      (id) =>
        api
          .owner()
          .delete(api.pathOf(kind, id))
          .expect(({ status }) => expect([200, 204]).toContain(status)),
    ]),
    [
      'a key whose account was deleted',
      'service_account_key',
      () => api.owner().delete(`/v1/service-accounts/${api.accountId}`).expect(200),
    ],
    [
      'a federated identity whose account was deleted',
      'federated_identity',
      () => api.owner().delete(`/v1/service-accounts/${api.accountId}`).expect(200),
    ],
    [
      'a token whose service key was revoked',
      'token',
      () => api.owner().delete(`/v1/service-keys/${api.serviceKeyId}`).expect(204),
    ],
    [
      'a key whose secret has leaked',
      'application_key',
      async (id) => {
        const key = made.get(id);
        await api
          .as()
          .post('/v1/keys/revoke-leaked')
          .send({ secrets: [key?.secret] })
          .expect(200);
      },
    ],
  ];
  const made = new Map<string, Created>();

  test.each(WAYS)('does not prevent a replacement after %s', async (_what, kind, end) => {
    const gone = await api.finishedRun(kind);
    made.set(gone.id, gone);
    const run = await beginRun(api);
    const lost = await api.make(run, 'wallet', { name: 'lost' });
    await run.cutOff().expect(204);
    const refused = await api.attempt(await beginRun(api), 'wallet', { name: 'lost' });
    expect(outcomeOf(refused)).toBe('409 abandoned_creation');
    await end(gone.id);
    await api.make(await beginRun(api), 'wallet', { name: 'lost' });
    expect(await api.exists('wallet', lost.id)).toBe(false);
  });

  test('keeps a service key when one of its tokens is revoked', async () => {
    const serviceKey = await api.finishedRun('service_key');
    const { body: token } = await api
      .owner()
      .post(api.pathOf('token'))
      .send({ service_key_id: serviceKey.id, kind: 'shared' })
      .expect(201);
    await api
      .owner()
      .delete(api.pathOf('token', token.id as string))
      .expect(204);
    const { body } = await api.owner().get('/v1/creations').expect(200);
    expect((body.items as { id: string }[]).map(({ id }) => id)).toEqual([serviceKey.id]);
  });

  test('forgets ended objects after 90 days, and no object that exists', async () => {
    const gone = await api.finishedRun('role', { name: 'gone' });
    const kept = await api.finishedRun('role', { name: 'kept' });
    await api.owner().delete(api.pathOf('role', gone.id)).expect(204);
    const purge = () => {
      const before = new Date(api.clock.now().getTime() - 90 * DAY);
      return api.slices.creationStore
        .purgeGone(before)
        .then(() => api.slices.runStore.purge(before));
    };
    api.clock.advance(89 * DAY);
    await purge();
    expect(await stackOf(gone.id)).toBe('prod');
    api.clock.advance(2 * DAY);
    await purge();
    expect(await stackOf(gone.id)).toBeUndefined();
    expect(await stackOf(kept.id)).toBe('prod');
    expect(await api.database.knex('runs')).toEqual([]);
    await api.make(await beginRun(api), 'role', { name: 'kept' });
    expect(await api.exists('role', kept.id)).toBe(true);
  });
});
