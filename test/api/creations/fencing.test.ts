import { randomUUID } from 'node:crypto';
import type { CreatedKind } from '../../../api/domain/kinds';
import { DATABASES } from '../../support/api';
import { SECOND } from '../../support/manual-clock';
import { beginRun, describeRun, outcomeOf } from '../../support/runs';
import { startCreations, type CreationsApi } from './creation-families';

describe.each(DATABASES)('a late request of a run, on %s,', (on) => {
  let api: CreationsApi;

  beforeEach(async () => {
    api = await startCreations(on);
  });
  afterEach(() => api.close());

  test.each(['finished', 'cut off'])('writes nothing once the run has %s', async (how) => {
    const key = await api.finishedRun('application_key');
    const path = api.pathOf('application_key', key.id);
    const run = await beginRun(api);
    await (how === 'finished' ? run.finish() : run.cutOff()).expect(204);
    const answers = [
      await api.attempt(run, 'role'),
      await run.post(`${path}/rotate`, { overlap: '1h' }),
      await run.patch(path, { enabled: false }),
      await run.delete(path),
    ];
    expect(answers.map(outcomeOf)).toEqual(Array(4).fill('409 run_ended'));
    const { body } = await run.get(path).expect(200);
    expect(body).toMatchObject({ state: 'active', secret_version: key.secret_version });
    await run.name([key.id]).expect(204);
  });

  test('writes nothing while its lease has lapsed', async () => {
    const key = await api.finishedRun('application_key');
    const path = api.pathOf('application_key', key.id);
    const run = await beginRun(api);
    api.clock.advance(10 * SECOND);
    const answers = [
      await api.attempt(run, 'role'),
      await run.post(`${path}/rotate`, { overlap: '1h' }),
      await run.patch(path, { enabled: false }),
      await run.delete(path),
    ];
    expect(answers.map(outcomeOf)).toEqual(Array(4).fill('409 run_lease_expired'));
    await run.renew().expect(200);
    await run.delete(path).expect(204);
  });

  test('creates nothing that the next run has created already, although the lease has not lapsed (I3)', async () => {
    const killed = await beginRun(api);
    const next = await beginRun(api);
    const kept = await api.make(next, 'application_key');
    await next.finish([kept.id]).expect(204);
    const late = await api.attempt(killed, 'application_key');
    expect(outcomeOf(late)).toBe('409 run_lease_expired');
    expect(await api.exists('application_key', kept.id)).toBe(true);
    const { body } = await api.owner().get('/v1/creations').expect(200);
    expect(body.items).toHaveLength(1);
  });

  test('can be repeated by a run that is alive, after it has renewed its lease', async () => {
    const alive = await beginRun(api);
    await beginRun(api);
    expect(outcomeOf(await api.attempt(alive, 'role'))).toBe('409 run_lease_expired');
    await alive.renew().expect(200);
    await api.make(alive, 'role');
    await api.make(alive, 'role');
  });

  test('does not get its stored answer again', async () => {
    const run = await beginRun(api);
    const key = randomUUID();
    const send = () => run.post('/v1/application-keys', {}, key);
    const first = await send().expect(201);
    expect((await send().expect(201)).body).toEqual(first.body);
    await run.cutOff().expect(204);
    expect(outcomeOf(await send())).toBe('409 run_ended');
  });

  test('changes and deletes nothing, even if the run has never created anything', async () => {
    const key = await api.finishedRun('application_key');
    const path = api.pathOf('application_key', key.id);
    const run = describeRun(api);
    await run.patch(path, { enabled: false }).expect(200);
    api.clock.advance(60 * SECOND);
    await run.delete(path).expect(204);
  });

  /** Requests that rotate a key of each family, and one that replaces an invitation that a state may hold. */
  test.each<[CreatedKind, string, object]>([
    ['application_key', 'rotate', { overlap: '1h' }],
    ['service_account_key', 'rotate', { overlap: '1h' }],
    ['token', 'rotate', { overlap: '1h' }],
    ['member', 'invitation', {}],
  ])(
    'gets the same answer again if the POST of a %s (%s) is repeated, until its run ends',
    async (kind, way, body) => {
      const { id } = await api.finishedRun(kind);
      const path = `${api.pathOf(kind, id)}/${way}`;
      const run = await beginRun(api);
      const key = randomUUID();
      const first = await run.post(path, body, key).expect(({ status }) => {
        expect([200, 201]).toContain(status);
      });
      expect((await run.post(path, body, key)).body).toEqual(first.body);
      const read = async () => (await api.owner().get(api.pathOf(kind, id)).expect(200)).body;
      const before: unknown = await read();
      await run.cutOff().expect(204);
      expect(outcomeOf(await run.post(path, body, key))).toBe('409 run_ended');
      expect(outcomeOf(await run.post(path, body, randomUUID()))).toBe('409 run_ended');
      expect(await read()).toEqual(before);
    },
  );

  test('is refused if the headers name no run, and the error names the missing header', async () => {
    for (const path of ['/v1/runs/renew', '/v1/runs/finish', '/v1/runs/cut-off']) {
      const answer = await api.owner().post(path).set('Keyplane-Stack', 'prod').send({});
      expect(outcomeOf(answer)).toBe('422 invalid_request');
      expect(answer.body.detail).toContain('Keyplane-Run');
    }
  });

  test('renews only the lease of its own run', async () => {
    const stranger = await api.foundTeam('stranger');
    const run = await beginRun(api);
    await api.make(run, 'role');
    await describeRun(api, { id: run.id, by: stranger.owner }).cutOff().expect(204);
    await run.renew().expect(200).expect({ lease_seconds: 10 });
  });
});
