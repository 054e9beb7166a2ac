import { request as httpRequest } from 'node:http';
import { json } from 'node:stream/consumers';
import { DATABASES, type Credentials } from '../../support/api';
import { eventually } from '../../support/eventually';
import { MINUTE } from '../../support/manual-clock';
import { createOAuthApi, type IssuedKey, type OAuthApi } from '../oauth/support/oauth-api';

type Answer = Promise<{ status: number; body: unknown }>;

describe.each(DATABASES)('a request whose body arrives late, on %s,', (on) => {
  let api: OAuthApi;
  let target: IssuedKey;
  let key: IssuedKey;

  beforeAll(async () => {
    api = await createOAuthApi(on);
    target = await api.issueKey(['reports.read']);
  });
  beforeEach(async () => {
    key = await api.issueKey(['service_account_keys.create', 'keys.verify', 'reports.read']);
  });
  afterAll(() => api.close());

  const basic = ({ clientId, secret }: Credentials) =>
    `Basic ${Buffer.from(`${clientId}:${secret}`).toString('base64')}`;

  /**
   * Sends all but the last byte of the body. @returns a function that sends the last byte, and the
   * answer
   */
  async function beginning(path: string, authorization: string, body: object) {
    const text = Buffer.from(JSON.stringify(body));
    const headers = { authorization, 'content-type': 'application/json' };
    const request = httpRequest(new URL(path, api.url), {
      method: 'POST',
      headers: { ...headers, 'content-length': text.length },
    });
    const answer: Answer = new Promise((resolve, reject) => {
      request.once('error', reject).once('response', (response) => {
        const { statusCode: status = 0 } = response;
        json(response).then((answered) => resolve({ status, body: answered }), reject);
      });
    });
    // A time after every earlier use of the key.
    api.clock.advance(MINUTE);
    request.write(text.subarray(0, -1));
    await isBeingRead();
    return {
      finish(): Answer {
        request.end(text.subarray(-1));
        return answer;
      },
    };
  }

  /**
   * A use is counted as soon as its key is accepted. The server begins to wait for the body at that
   * time.
   */
  async function isBeingRead() {
    const isCounted = async () => {
      const shown = await api.as(api.team.owner).get(`/v1/service-account-keys/${key.id}`);
      expect(shown.body.last_used_at).toBe(api.clock.now().toISOString());
    };
    // Uses after the first are written every few seconds.
    await eventually(isCounted, { withinMs: 20_000 });
  }

  const CREATE = '/v1/service-account-keys';
  const newKey = () => ({ service_account_id: target.accountId, name: 'late', expires_in: '30d' });

  const authorizations = {
    secret: () => Promise.resolve(basic(key)),
    'access token': async () => `Bearer ${await api.accessToken(key)}`,
  };

  it.each(['secret', 'access token'] as const)(
    'creates nothing if the key of its %s was revoked meanwhile',
    async (kind) => {
      const late = await beginning(CREATE, await authorizations[kind](), newKey());
      await api
        .as()
        .post('/v1/keys/revoke-leaked')
        .send({ secrets: [key.secret], cascade: true })
        .expect(200);
      expect((await late.finish()).status).toBe(401);
    },
  );

  it('verifies nothing if its key was disabled meanwhile', async () => {
    const late = await beginning('/v1/keys/verify', basic(key), { secret: target.secret });
    await api
      .as(api.team.owner)
      .patch(`/v1/service-account-keys/${key.id}`)
      .send({ enabled: false })
      .expect(200);
    expect((await late.finish()).status).toBe(401);
  });

  it('creates nothing if the permission for it was removed meanwhile', async () => {
    const late = await beginning(CREATE, basic(key), newKey());
    const account = `/v1/service-accounts/${key.accountId}`;
    await api.as(api.team.owner).patch(account).send({ role_ids: [] }).expect(200);
    expect((await late.finish()).status).toBe(403);
  });

  it('is carried out if nothing has changed', async () => {
    const late = await beginning('/v1/keys/verify', basic(key), { secret: target.secret });
    expect(await late.finish()).toMatchObject({ status: 200, body: { valid: true } });
  });
});
