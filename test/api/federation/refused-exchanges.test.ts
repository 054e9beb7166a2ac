import { DATABASES } from '../../support/api';
import { DAY, MINUTE } from '../../support/manual-clock';
import {
  createFederationApi,
  JWT_TYPE,
  TOKEN_EXCHANGE,
  type FederationApi,
} from './support/federation-api';

const NOT_TRUSTED = /^No federated identity of this service account trusts this subject_token\./;

describe.each(DATABASES)('a refused exchange on %s', (databaseName) => {
  let api: FederationApi;
  let accountId: string;
  let identityId: string;

  beforeAll(async () => {
    api = await createFederationApi(databaseName);
  });
  afterAll(() => api.close());

  beforeEach(async () => {
    api.outside.answers.clear();
    // Keyplane asks an issuer for an unknown key at most once a minute, so the clock is advanced
    // before each test.
    api.clock.advance(2 * MINUTE);
    ({ id: accountId } = await api.account(['reports.read']));
    identityId = (await api.trust(accountId)).id;
  });

  const change = (body: object) =>
    api.owner.patch(`/v1/federated-identities/${identityId}`).send(body).expect(200);

  async function expectRefused(token: string, account = accountId): Promise<void> {
    const { body } = await api.exchange(account, token).expect(400);
    expect(body.error_description).toMatch(NOT_TRUSTED);
  }

  async function exchangesInTrail() {
    const query = `action=federated_identity.exchanged&actor_id=${accountId}`;
    const trail = await api.owner.get(`/v1/audit-events?${query}`).expect(200);
    return trail.body.items as object[];
  }

  test('says when a token expired, whether its issuer is trusted or not', async () => {
    const token = await api.signed();
    api.clock.advance(7 * MINUTE);
    const untrusting = (await api.account([])).id;
    const answers = [];
    for (const account of [accountId, untrusting, 'sa_0000000000']) {
      answers.push(await api.exchange(account, token).expect(400));
    }
    expect(answers[0]?.body).toEqual({
      error: 'invalid_request',
      error_description: expect.stringMatching(/^subject_token expired at 2\S+Z\. .* new token/),
    });
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
  });

  test.each<[string, () => Promise<string>]>([
    [
      'token_expired',
      async () => {
        const token = await api.signed();
        api.clock.advance(7 * MINUTE);
        return token;
      },
    ],
    [
      'token_not_yet_valid',
      async () => {
        const later = Math.floor(api.clock.now().getTime() / 1000) + 120;
        return api.signed({ nbf: later });
      },
    ],
    [
      'identity_disabled',
      async () => {
        await change({ enabled: false });
        return api.signed();
      },
    ],
    [
      'owner_disabled',
      async () => {
        const account = `/v1/service-accounts/${accountId}`;
        await api.owner.patch(account).send({ enabled: false }).expect(200);
        return api.signed();
      },
    ],
  ])('is in the trail if the reason is %s', async (outcome, presented) => {
    await api.exchange(accountId, await presented()).expect(400);
    expect(await exchangesInTrail()).toEqual([expect.objectContaining({ outcome })]);
  });

  test('takes the client ID as the user name of HTTP Basic without a password', async () => {
    const exchange = (authorization: string, form: object = {}) =>
      api
        .as()
        .post('/oauth2/token')
        .set({ authorization })
        .type('form')
        .send({ grant_type: TOKEN_EXCHANGE, subject_token_type: JWT_TYPE, ...form });
    const basic = (pair: string) => `Basic ${btoa(pair)}`;
    const token = { subject_token: await api.signed() };
    const { body } = await exchange(basic(`${accountId}:`), token).expect(200);
    await api.whoami(body.access_token as string).expect(200);
    await exchange(basic(`${accountId}:`), { ...token, client_id: accountId }).expect(200);
    const refusals: [string, object, RegExp][] = [
      [basic(`${accountId}:secret`), token, /takes no client credentials/],
      [`Bearer ${accountId}`, token, /takes no client credentials/],
      [basic(`${accountId}:`), { ...token, client_id: 'sa_0' }, /different service accounts/],
    ];
    for (const [authorization, form, why] of refusals) {
      const answer = await exchange(authorization, form).expect(400);
      expect(answer.body.error_description).toMatch(why);
    }
  });

  test('does not reveal that the issuer cannot be reached if the token is not trusted', async () => {
    api.clock.advance(DAY);
    api.outside.answers.set('/jwks', (to) => to.writeHead(500).end());
    await expectRefused(await api.signed({ sub: 'repo:acme/app:ref:refs/heads/other' }));
    await expectRefused(await api.signed({ aud: 'https://elsewhere.example.com' }));
    await expectRefused(await api.signed(), (await api.account([])).id);
    await change({ enabled: false });
    await expectRefused(await api.signed());
  });

  test('is temporary if the key is new and the issuer cannot be asked for it', async () => {
    await api.exchange(accountId, await api.signed()).expect(200);
    await api.outside.rotate();
    api.clock.advance(2 * MINUTE);
    api.outside.answers.set('/jwks', (to) => to.writeHead(500).end());
    await api.exchange(accountId, await api.signed()).expect(503);
    api.outside.answers.clear();
    api.clock.advance(MINUTE);
    await api.exchange(accountId, await api.signed()).expect(200);
  });
});
