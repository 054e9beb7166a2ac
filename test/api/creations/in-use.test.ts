import type { CreatedKind } from '../../../api/domain/kinds';
import { DATABASES } from '../../support/api';
import { eventually } from '../../support/eventually';
import { SECOND } from '../../support/manual-clock';
import { beginRun, outcomeOf, type Created } from '../../support/runs';
import { startCreations, type CreationsApi } from './creation-families';

describe.each(DATABASES)('an abandoned creation that is in use, on %s,', (on) => {
  let api: CreationsApi;

  beforeEach(async () => {
    api = await startCreations(on);
  });
  afterEach(() => api.close());

  async function abandoned(kind: CreatedKind, body: object = {}): Promise<Created> {
    const run = await beginRun(api);
    const created = await api.make(run, kind, body);
    await run.cutOff().expect(204);
    return created;
  }

  async function expectRefused(kind: CreatedKind, id: string, body: object = {}): Promise<void> {
    const answer = await api.attempt(await beginRun(api), kind, body);
    expect(outcomeOf(answer)).toBe('409 abandoned_creation');
    expect(answer.body.resource_id).toBe(id);
    expect(await api.exists(kind, id)).toBe(true);
  }

  const post = async (path: string, body: object) =>
    (await api.owner().post(path).send(body).expect(201)).body as Created;

  test.each<[string, CreatedKind, object]>([
    ['a key', 'service_account_key', {}],
    ['a federated identity', 'federated_identity', {}],
  ])('is refused if it is an account with %s of somebody else', async (_what, kind, body) => {
    const { id } = await abandoned('service_account');
    const child = { ...api.bodyOf(kind), service_account_id: id, ...body };
    const other = await post(api.pathOf(kind), child);
    await expectRefused('service_account', id);
    expect(await api.exists(kind, other.id)).toBe(true);
  });

  test('is refused if it is a service key with a token of somebody else', async () => {
    const { id } = await abandoned('service_key');
    const token = await post(api.pathOf('token'), { service_key_id: id, kind: 'shared' });
    await expectRefused('service_key', id);
    expect(await api.exists('token', token.id)).toBe(true);
  });

  test('is refused if it is an account with a key that another run recorded', async () => {
    const { id } = await abandoned('service_account');
    const other = await beginRun(api, { stack: 'staging' });
    const key = await api.make(other, 'service_account_key', { service_account_id: id });
    await other.finish([key.id]).expect(204);
    await expectRefused('service_account', id);
  });

  test('is in doubt if it is an account with a key of a run that may be in progress, and is replaced later', async () => {
    const { id } = await abandoned('service_account');
    const other = await beginRun(api);
    const key = await api.make(other, 'service_account_key', { service_account_id: id });
    const next = await beginRun(api);
    expect(outcomeOf(await api.attempt(next, 'service_account'))).toBe('409 run_in_doubt');
    api.clock.advance(11 * SECOND);
    await next.renew().expect(200);
    await api.make(next, 'service_account');
    expect(await api.exists('service_account', id)).toBe(false);
    expect(await api.exists('service_account_key', key.id)).toBe(false);
  });

  test('is refused if it is an account with a key that was used', async () => {
    const run = await beginRun(api);
    const account = await api.make(run, 'service_account');
    const key = await api.make(run, 'service_account_key', { service_account_id: account.id });
    await run.cutOff().expect(204);
    await api.use(key.secret);
    await eventually(async () => expect(await api.recordedAt(key.id)).not.toBeNull());
    const next = await beginRun(api);
    await next.name([key.id]).expect(204);
    expect(outcomeOf(await api.attempt(next, 'service_account'))).toBe('409 abandoned_creation');
    expect(await api.exists('service_account_key', key.id)).toBe(true);
  });

  test('is refused if it is a member who has joined', async () => {
    const member = await abandoned('member');
    const { token } = member.invitation as { token: string };
    await api.as().post('/v1/invitations/accept').send({ token }).expect(200);
    await expectRefused('member', member.id);
  });

  test.each<[CreatedKind, object]>([
    ['role', { permissions: [] }],
    ['service_account', { name: 'renamed' }],
    ['service_account_key', { enabled: false }],
    ['application_key', { enabled: false }],
    ['service_key', { name: 'renamed' }],
    ['token', { enabled: false }],
    ['group', { name: 'renamed' }],
    ['member', { name: 'Ada Lovelace' }],
    ['wallet', { name: 'renamed' }],
    ['federated_identity', { name: 'renamed' }],
  ])('is refused if it is a %s that somebody has changed', async (kind, change) => {
    const { id } = await abandoned(kind);
    await api.owner().patch(api.pathOf(kind, id)).send(change).expect(200);
    await expectRefused(kind, id);
  });

  test('is refused if it is a key that somebody has rotated', async () => {
    const key = await abandoned('application_key');
    await api
      .owner()
      .post(`${api.pathOf('application_key', key.id)}/rotate`)
      .send({ overlap: '1h' })
      .expect(200);
    await expectRefused('application_key', key.id);
  });

  test('is taken over if it is a role that an account has, or a wallet with money', async () => {
    const role = await abandoned('role');
    const wallet = await abandoned('wallet');
    await post('/v1/service-accounts', { name: 'holder', role_ids: [role.id] });
    await api
      .as(api.operator)
      .post(`/v1/wallets/${wallet.id}/credits`)
      .send({ charge_id: 'c-1', amount: '1', currency: 'EUR' })
      .expect(200);
    const next = await beginRun(api);
    expect((await api.make(next, 'role')).id).toBe(role.id);
    expect((await api.make(next, 'wallet')).id).toBe(wallet.id);
    await next.finish([role.id, wallet.id]).expect(204);
    expect(await api.recordedAt(role.id)).not.toBeNull();
  });
});
