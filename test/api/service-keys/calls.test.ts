import { DATABASES } from '../../support/api';
import type { Agent } from '../teams/organization';
import { startServiceKeys, type ServiceKeysApi } from './service-key-api';

describe.each(DATABASES)('a call by a token on %s', (databaseName) => {
  let api: ServiceKeysApi;
  let owner: Agent;
  let verifier: Agent;
  let charges = 0;

  beforeAll(async () => {
    api = await startServiceKeys(databaseName);
    ({ owner } = api);
    verifier = await api.account(owner, ['keys.verify']);
  });
  afterAll(() => api.close());

  const verify = (body: object, by = verifier) => by.post('/v1/keys/verify', body);
  const codeOf = async (body: object) => (await verify(body).expect(200)).body.code as string;
  const reserve = (parameters: object = {}, charge_id = `call-${++charges}`) => ({
    reserve: { charge_id, parameters },
  });
  const writing = { service_id: 'write', model_id: 'small' };

  async function paying(amount?: string) {
    const wallet = await api.wallet(owner, 'EUR', amount);
    const services = [
      {
        service_id: 'write',
        billing_policy: 'pay_as_you_go',
        model_ids: ['small'],
        wallet_id: wallet,
      },
    ];
    const key = await api.paidKey({ services, member_ids: [owner.id] });
    const { secret } = await api.token(owner, key.id, 'shared');
    const balance = async () => (await owner.get(`/v1/wallets/${wallet}`).expect(200)).body;
    return { key, secret, wallet, balance };
  }

  test('is judged in one answer: whether this key may call this service and model, and who is calling (S3)', async () => {
    const { key, secret } = await paying();
    const { body } = await verify({ secret, ...writing }).expect(200);
    expect(body).toMatchObject({
      valid: true,
      code: 'valid',
      key: { family: 'token' },
      owner: { kind: 'service_key', id: key.id },
      service_key: { id: key.id, name: 'paid-key', plan: 'paid' },
      billing_policy: 'pay_as_you_go',
      // The request named no charge, so the balance of the wallet was not read.
      funds: 'not_checked',
      reservation: null,
    });
    const personal = await api.token(owner, key.id, 'personal');
    const own = await verify({ secret: personal.secret, ...writing }).expect(200);
    expect(own.body.owner).toMatchObject({ kind: 'member', id: owner.id });
  });

  test('is refused if the service or model is not enabled (S3)', async () => {
    const { key, secret } = await paying();
    expect(await codeOf({ secret, service_id: 'detect' })).toBe('service_not_enabled');
    expect(await codeOf({ secret, service_id: 'nothing' })).toBe('service_not_enabled');
    expect(await codeOf({ secret, service_id: 'write', model_id: 'large' })).toBe(
      'model_not_enabled',
    );
    await owner.patch(`/v1/service-keys/${key.id}`, { services: [] }).expect(200);
    expect(await codeOf({ secret, ...writing })).toBe('service_not_enabled');
    await verify({ secret, model_id: 'small' }).expect(422);
  });

  test('is valid for a free service on the free key, and costs nothing (S3)', async () => {
    const { id } = await api.freeKey();
    const { secret } = await api.token(owner, id, 'personal');
    const { body } = await verify({ secret, service_id: 'detect', ...reserve() }).expect(200);
    expect(body).toMatchObject({ valid: true, billing_policy: 'free', reservation: null });
    expect(body.funds).toBeNull();
    expect(await codeOf({ secret, ...writing })).toBe('service_not_enabled');
  });

  test('reserves its cost in the wallet of the key, only once for each charge ID (S3)', async () => {
    const { secret, balance, wallet } = await paying('10');
    const asked = { secret, ...writing, ...reserve({ input_tokens: 300 }) };
    const { body } = await verify(asked).expect(200);
    expect(body.funds).toBe('reserved');
    expect(body.reservation).toMatchObject({
      charge_id: asked.reserve.charge_id,
      wallet_id: wallet,
      state: 'reserved',
      reserved_amount: '3',
      currency: 'EUR',
    });
    await verify(asked).expect(200);
    expect(await balance()).toMatchObject({ balance: '10', reserved: '3', available: '7' });
  });

  test.each([
    ['settled', 'settle'],
    ['released', 'release'],
  ])('is not paid for by a charge that is %s (S3)', async (state, end) => {
    const { secret, balance } = await paying('10');
    const asked = { secret, ...writing, ...reserve({ input_tokens: 300 }) };
    await verify(asked).expect(200);
    const charge = asked.reserve.charge_id;
    await verifier.post(`/v1/charges/${charge}/${end}`, {}).expect(200);
    const after = await balance();
    const again = await verify(asked);
    expect([again.status, again.body.code]).toEqual([409, 'wrong_charge_state']);
    expect(again.body.detail).toContain(state);
    expect(await balance()).toEqual(after);
  });

  test('is 402 if the wallet cannot pay it, and reserves nothing (S3)', async () => {
    const { secret, balance } = await paying('1');
    const refused = await verify({ secret, ...writing, ...reserve({ input_tokens: 101 }) });
    expect({ status: refused.status, code: refused.body.code }).toEqual({
      status: 402,
      code: 'insufficient_funds',
    });
    expect(await balance()).toMatchObject({ balance: '1', reserved: '0' });
    const last = await verify({ secret, ...writing, ...reserve({ input_tokens: 100 }) });
    expect(last.body).toMatchObject({ valid: true, reservation: { reserved_amount: '1' } });
  });

  test('never reserves more than there is, a hundred at once (S3)', async () => {
    const { secret, balance } = await paying('5');
    const answers = await Promise.all(
      Array.from({ length: 100 }, async () => {
        const asked = { secret, ...writing, ...reserve({ input_tokens: 10 }) };
        let answer = await verify(asked);
        // On a busy machine, a hundred requests wait for one wallet for longer than a single
        // request may take.
        while (answer.status === 503) answer = await verify(asked);
        return answer;
      }),
    );
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(50);
    expect(statuses.filter((status) => status === 402)).toHaveLength(50);
    expect(await balance()).toMatchObject({ reserved: '5', available: '0' });
  });

  test('is refused with a pointer if its cost cannot be calculated', async () => {
    const { secret } = await paying('5');
    const { body } = await verify({ secret, ...writing, ...reserve({ words: 3 }) }).expect(422);
    expect(body.errors).toEqual([
      expect.objectContaining({
        pointer: '/reserve/parameters/words',
        code: 'unknown_parameter',
      }),
    ]);
    const nameless = await verify({ secret, service_id: 'write', ...reserve() }).expect(422);
    expect(nameless.body.errors[0].pointer).toBe('/model_id');
  });

  test('reserves nothing if the token is not valid, or belongs to another team', async () => {
    const { key, secret, balance } = await paying('5');
    const foreign = await api.account(api.stranger, ['keys.verify']);
    const asked = () => ({ secret, ...writing, ...reserve() });
    expect((await verify(asked(), foreign).expect(200)).body.code).toBe('unknown');
    await verify(asked(), api.operator).expect(403);
    await owner.delete(`/v1/service-keys/${key.id}`).expect(204);
    expect(await codeOf(asked())).toBe('revoked');
    expect(await balance()).toMatchObject({ reserved: '0' });
  });

  test('cannot be made with a service account’s key', async () => {
    const account = await owner
      .post('/v1/service-accounts', { name: 'plain', role_ids: [] })
      .expect(201);
    const { body } = await owner
      .post('/v1/service-account-keys', {
        service_account_id: account.body.id,
        name: 'key',
        expires_at: 'never',
      })
      .expect(201);
    expect(await codeOf({ secret: body.secret, service_id: 'detect' })).toBe('service_not_enabled');
  });
});
