import { randomUUID } from 'node:crypto';
import { createTestApi, DATABASES, type TestApi } from '../../support/api';
import { eventually } from '../../support/eventually';
import { DAY } from '../../support/manual-clock';
import { drawRecipient } from '../keys/key-families';

describe.each(DATABASES)('creates that are repeated on %s', (on) => {
  let api: TestApi;
  let account: string;

  beforeEach(async () => {
    api = await createTestApi(on);
    account = await createAccount('ci');
  });

  afterEach(() => api.close());

  const keys = '/v1/service-account-keys';
  const owner = () => api.as(api.team.owner);

  async function createAccount(name: string): Promise<string> {
    const { body } = await owner().post('/v1/service-accounts').send({ name }).expect(201);
    return body.id as string;
  }

  const create = (headers: Record<string, string>, body: object = {}) =>
    owner()
      .post(keys)
      .set(headers)
      .send({ service_account_id: account, name: 'deploy', expires_in: '30d', ...body });

  const liveKeys = async () => {
    const { body } = await owner().get(`${keys}?service_account_id=${account}`).expect(200);
    return (body.items as { id: string }[]).map((key) => key.id);
  };

  it('get the same answer, including the secret, and create once', async () => {
    const header = { 'Idempotency-Key': randomUUID() };
    const first = await create(header).expect(201);
    const second = await create(header).expect(201);
    expect(second.body).toEqual(first.body);
    expect(second.headers['etag']).toBe(first.headers['etag']);
    expect(await liveKeys()).toEqual([first.body.id]);
  });

  it('are new requests after a day, whenever the old answer is deleted', async () => {
    const header = { 'Idempotency-Key': randomUUID() };
    const first = await create(header).expect(201);
    api.clock.advance(DAY - 1);
    expect((await create(header).expect(201)).body.id).toBe(first.body.id);
    api.clock.advance(1);
    const second = await create(header).expect(201);
    expect(second.body.id).not.toBe(first.body.id);
    expect((await create(header).expect(201)).body).toEqual(second.body);
  });

  it('create once when they come at the same time', async () => {
    const header = { 'Idempotency-Key': randomUUID() };
    const createAsClientsDo = async () => {
      const answer = await create(header);
      // The requests wait for each other. If one has waited for too long, its caller is told to
      // repeat it.
      return answer.status === 503 ? create(header).expect(201) : answer;
    };
    const answers = await Promise.all(Array.from({ length: 10 }, createAsClientsDo));
    expect(new Set(answers.map((answer) => answer.body.secret as string)).size).toBe(1);
    expect(await liveKeys()).toHaveLength(1);
  });

  it('are refused with another body', async () => {
    const header = { 'Idempotency-Key': randomUUID() };
    await create(header).expect(201);
    const other = await create(header, { name: 'other' });
    expect([other.status, other.body.code]).toEqual([422, 'idempotency_key_reused']);
  });

  it('are refused on another resource, whose secret they would not get', async () => {
    const [first, second] = [await create({}).expect(201), await create({}).expect(201)];
    const header = { 'Idempotency-Key': randomUUID() };
    const rotate = (id: string) => owner().post(`${keys}/${id}/rotate`).set(header).send({});
    const { body } = await rotate(first.body.id as string).expect(200);
    expect((await rotate(first.body.id as string).expect(200)).body.secret).toBe(body.secret);
    const other = await rotate(second.body.id as string);
    expect([other.status, other.body.code]).toEqual([422, 'idempotency_key_reused']);
  });

  it('never repeat a secret if the Idempotency-Key can be guessed', async () => {
    const header = { 'Idempotency-Key': 'deploy-key-1' };
    const first = await create(header).expect(201);
    const second = await create(header).expect(201);
    expect(second.body).toEqual({ ...first.body, secret: null });
  });

  it('never repeat an encrypted secret either if the Idempotency-Key can be guessed', async () => {
    const header = { 'Idempotency-Key': 'deploy-key-2' };
    const body = { secret_delivery: 'encrypted', recipient_jwk: drawRecipient().jwk };
    const first = await create(header, body).expect(201);
    const second = await create(header, body).expect(201);
    expect(first.body.secret_jwe).toEqual(expect.any(String));
    expect(second.body).toEqual({ ...first.body, secret_jwe: null });
  });

  it('never repeat a nested secret either if the Idempotency-Key can be guessed', async () => {
    const invite = () =>
      owner()
        .post('/v1/members')
        .set('Idempotency-Key', 'invite-1')
        .send({ email: 'a@example.org', name: 'A', team_role: 'user' })
        .expect(201);
    const first = await invite();
    const second = await invite();
    expect(first.body.invitation.token).toEqual(expect.any(String));
    expect(second.body.invitation.token).toBeNull();
  });

  it('are not shared between principals', async () => {
    const header = { 'Idempotency-Key': randomUUID() };
    await create(header).expect(201);
    const stranger = await api.foundTeam('stranger');
    const answer = await api
      .as(stranger.owner)
      .post(keys)
      .set(header)
      .send({ service_account_id: account, name: 'deploy', expires_in: '30d' });
    expect([answer.status, answer.body.errors[0].code]).toEqual([422, 'unknown_service_account']);
  });

  it('store the answer so that neither the database nor its master key alone reveals it', async () => {
    const header = { 'Idempotency-Key': randomUUID() };
    const { body } = await create(header).expect(201);
    const rows = await api.database.knex('idempotent_answers').select();
    expect(rows).toHaveLength(1);
    const stored = JSON.stringify(rows);
    const secret = body.secret as string;
    expect(stored).not.toContain(header['Idempotency-Key']);
    expect(stored).not.toContain(secret);
    expect(stored).not.toContain(Buffer.from(secret).toString('base64').slice(0, 40));
  });

  it('forget the answer once the key is used, or revoked, and create nothing when repeated', async () => {
    const headers = [{ 'Idempotency-Key': randomUUID() }, { 'Idempotency-Key': randomUUID() }];
    const used = await create(headers[0] ?? {}).expect(201);
    const revoked = await create(headers[1] ?? {}, { name: 'b' }).expect(201);
    await owner().delete(`${keys}/${revoked.body.id}`).expect(204);
    await api
      .as({ clientId: used.body.client_id as string, secret: used.body.secret as string })
      .get('/v1/whoami')
      .expect(200);
    await eventually(async () => {
      const stored = await api.database.knex('idempotent_answers').whereNotNull('sealed_answer');
      expect(stored).toEqual([]);
    });
    const late = [await create(headers[0] ?? {}), await create(headers[1] ?? {}, { name: 'b' })];
    for (const { status, body } of late) {
      expect({ status, ...body }).toMatchObject({
        status: 409,
        code: 'answer_erased',
        retryable: false,
      });
    }
    expect(await liveKeys()).toEqual([used.body.id]);
  });

  it('are carried out again if they failed', async () => {
    const header = { 'Idempotency-Key': randomUUID() };
    await create(header, { service_account_id: 'sa_00000000000000000000000000' }).expect(422);
    await create(header).expect(201);
  });
});
