import { DATABASES } from '../../support/api';
import { eventually } from '../../support/eventually';
import { createFederationApi, type FederationApi } from '../federation/support/federation-api';

describe.each(DATABASES)('a refused but known credential, on %s,', (on) => {
  let api: FederationApi;
  let accountId: string;
  let identityId: string;

  beforeAll(async () => {
    api = await createFederationApi(on);
  });
  beforeEach(async () => {
    // Keyplane asks an issuer for an unknown key at most once a minute, so the clock is advanced
    // before each test.
    api.clock.advance(120_000);
    ({ id: accountId } = await api.account([]));
    identityId = (await api.trust(accountId)).id;
  });
  afterAll(() => api.close());

  async function exchanged(): Promise<string> {
    const { body } = await api.exchange(accountId, await api.signed()).expect(200);
    return body.access_token;
  }
  const bearer = (token: string) => api.as().set('authorization', `Bearer ${token}`);
  const revokeToken = (token: string) =>
    bearer(token).post('/oauth2/revoke').type('form').send({ token }).expect(200);

  /** Events about a key, a token or a federated identity, each with its reason. */
  async function expectRefusals(targetId: string, action: string, outcomes: string[]) {
    await eventually(async () => {
      const path = `/v1/audit-events?target_id=${targetId}&action=${action}`;
      const { body } = await api.owner.get(path).expect(200);
      const items = body.items as { outcome: string; ip: string }[];
      expect(items.map(({ outcome }) => outcome)).toEqual(outcomes);
    });
  }

  const patch = (path: string, body: object) => api.owner.patch(path).send(body).expect(200);

  it.each([
    [
      'its federated identity was disabled',
      'identity_disabled',
      () => patch(`/v1/federated-identities/${identityId}`, { enabled: false }),
    ],
    [
      'its federated identity trusts something else',
      'trust_changed',
      () => patch(`/v1/federated-identities/${identityId}`, { subject_pattern: 'repo:acme/other' }),
    ],
    [
      'its service account was disabled',
      'owner_disabled',
      () => patch(`/v1/service-accounts/${accountId}`, { enabled: false }),
    ],
  ])('is in the trail if it is an access token and %s', async (_why, outcome, end) => {
    const token = await exchanged();
    await api.whoami(token).expect(200);
    await end();
    for (let use = 0; use < 2; use += 1) await api.whoami(token).expect(401);
    await expectRefusals(identityId, 'federated_identity.refused', [outcome]);
  });

  it('is in the trail if it is a revoked access token of a federated identity', async () => {
    const token = await exchanged();
    await revokeToken(token);
    await api.whoami(token).expect(401);
    await expectRefusals(identityId, 'federated_identity.refused', ['token_revoked']);
  });

  it('is in the trail if it is a revoked access token of a key', async () => {
    const made = await api.owner
      .post('/v1/service-account-keys')
      .send({ service_account_id: accountId, name: 'key', expires_in: '30d' })
      .expect(201);
    const key = { clientId: made.body.client_id, secret: made.body.secret };
    const form = { grant_type: 'client_credentials' };
    const { body } = await api.as(key).post('/oauth2/token').type('form').send(form).expect(200);
    await revokeToken(body.access_token as string);
    await api.whoami(body.access_token as string).expect(401);
    await expectRefusals(made.body.id as string, 'service_account_key.refused', ['token_revoked']);
  });

  it('is in the trail if it is a service key token that is presented to manage something', async () => {
    const free = await api.owner.get('/v1/service-keys?plan=free').expect(200);
    const request = { kind: 'shared', accept_terms: '2026-11' };
    const made = await api.owner
      .post('/v1/service-key-tokens')
      .send({ ...request, service_key_id: free.body.items[0].id })
      .expect(201);
    for (let use = 0; use < 2; use += 1) {
      await bearer(made.body.secret as string)
        .get('/v1/members')
        .expect(403);
    }
    await expectRefusals(made.body.id as string, 'token.refused', ['insufficient_permissions']);
  });
});
