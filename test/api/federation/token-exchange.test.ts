import type { ServerResponse } from 'node:http';
import { DATABASES } from '../../support/api';
import { DAY, MINUTE, SECOND } from '../../support/manual-clock';
import { createFederationApi, type FederationApi } from './support/federation-api';
import { createSigningKey, REPOSITORY, SUBJECT } from './support/outside-issuer';

const REFUSED = {
  error: 'invalid_request',
  error_description: expect.stringMatching(
    /^No federated identity of this service account trusts this subject_token\. .*audit trail/,
  ),
};

describe.each(DATABASES)('the token exchange on %s', (databaseName) => {
  let api: FederationApi;
  let accountId: string;
  let roleId: string;
  let identityId: string;

  beforeAll(async () => {
    api = await createFederationApi(databaseName);
  });
  afterAll(() => api.close());

  beforeEach(async () => {
    // Keyplane asks an issuer for an unknown key at most once a minute, so the clock is advanced
    // before each test.
    api.clock.advance(2 * MINUTE);
    ({ id: accountId, roleId } = await api.account(['reports.read', 'roles.read']));
    identityId = (await api.trust(accountId)).id;
  });

  const at = () => `/v1/federated-identities/${identityId}`;
  const change = (body: object) => api.owner.patch(at()).send(body).expect(200);

  async function accessToken(form: Record<string, string> = {}): Promise<string> {
    const answer = await api.exchange(accountId, await api.signed(), form).expect(200);
    return answer.body.access_token as string;
  }

  async function expectRefused(token: string, account = accountId): Promise<void> {
    const answer = await api.exchange(account, token).expect(400);
    expect(answer.body).toEqual(REFUSED);
  }

  test("exchanges a workflow's token for a token of the service account, for ten minutes and for Keyplane", async () => {
    const { body } = await api.exchange(accountId, await api.signed()).expect(200);
    expect(body).toEqual({
      access_token: expect.any(String),
      issued_token_type: 'urn:ietf:params:oauth:token-type:access_token',
      token_type: 'Bearer',
      expires_in: 600,
    });
    const whoami = await api.whoami(body.access_token as string).expect(200);
    expect(whoami.body).toMatchObject({
      kind: 'service_account',
      id: accountId,
      key_id: identityId,
      permissions: ['reports.read', 'roles.read'],
    });
    expect((await api.owner.get(at()).expect(200)).body.last_used_at).toBe(
      api.clock.now().toISOString(),
    );
  });

  async function exchangesInTrail() {
    const query = `action=federated_identity.exchanged&actor_id=${accountId}&page_size=1000`;
    const trail = await api.owner.get(`/v1/audit-events?${query}`).expect(200);
    return trail.body.items as { outcome: string }[];
  }

  test('has each exchange in the audit trail, a refused one with its reason', async () => {
    await accessToken();
    const other = 'repo:acme/app:ref:refs/heads/other';
    await expectRefused(await api.signed({ sub: other }));
    expect(await exchangesInTrail()).toEqual([
      expect.objectContaining({
        outcome: 'subject_not_trusted',
        target: { kind: 'federated_identity', id: identityId },
        after: { issuer: api.outside.url, subject: other, expires_at: expect.any(String) },
      }),
      expect.objectContaining({
        outcome: 'success',
        target: { kind: 'federated_identity', id: identityId },
        after: { issuer: api.outside.url, subject: SUBJECT },
      }),
    ]);
  });

  test('gives every token that is not trusted the same answer', async () => {
    const stranger = await createSigningKey();
    const unsigned = await api.signed();
    const tokens = [
      await api.signed({}, { by: stranger }),
      await api.signed({ iss: 'https://other.example.com' }),
      await api.signed({ aud: 'https://other.example.com' }),
      await api.signed({ aud: undefined }),
      await api.signed({ sub: 'repo:acme/app:ref:refs/heads/main/x' }),
      await api.signed({ repository_id: '999999' }),
      await api.signed({ repository_owner_id: undefined }),
    ];
    for (const token of tokens) await expectRefused(token);
    await expectRefused(await api.signed(), 'sa_0000000000');
    await expectRefused(await api.signed(), (await api.account([])).id);
    await api.exchange(accountId, unsigned).expect(200);
  });

  test('trusts a token without an ID unless each may work only once', async () => {
    await api.exchange(accountId, await api.signed({ jti: undefined })).expect(200);
  });

  test('accepts clocks that differ by a minute', async () => {
    const now = Math.floor(api.clock.now().getTime() / 1000);
    await api.exchange(accountId, await api.signed({ exp: now - 55 })).expect(200);
    await api.exchange(accountId, await api.signed({ nbf: now + 55, iat: now + 55 })).expect(200);
  });

  test('trusts tokens of pull requests only if that is allowed', async () => {
    await change({ subject_pattern: 'repo:acme/app:*' });
    const claims = { sub: 'repo:acme/app:pull_request', event_name: 'pull_request' };
    const one = await api.signed(claims);
    await expectRefused(one);
    await expectRefused(
      await api.signed({ sub: 'repo:acme/app:pull_request', event_name: 'push' }),
    );
    await expectRefused(await api.signed({ ...claims, sub: 'repo:acme/app:x' }));
    await change({ allow_pull_requests: true });
    await api.exchange(accountId, one).expect(200);
  });

  test('a wildcard stands for anything but / and :', async () => {
    await change({ subject_pattern: 'repo:acme/app:ref:refs/heads/release-*' });
    const of = (branch: string) => api.signed({ sub: `repo:acme/app:ref:refs/heads/${branch}` });
    await api.exchange(accountId, await of('release-1')).expect(200);
    await expectRefused(await of('release-1/evil'));
    await expectRefused(await of('release-1:evil'));
    await expectRefused(await of('xrelease-1'));
  });

  test('accepts a token once with replay protection, even if it comes many times at once', async () => {
    await change({ replay_protection: true });
    const token = await api.signed();
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => api.exchange(accountId, token)),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    await expectRefused(token);
    await expectRefused(await api.signed({ jti: undefined }));
    await api.exchange(accountId, await api.signed()).expect(200);
  });

  test('ends an issued token immediately with identity, account, role or team', async () => {
    const token = await accessToken();
    const permissions = { permissions: ['reports.read'] };
    await api.owner.patch(`/v1/roles/${roleId}`).send(permissions).expect(200);
    expect((await api.whoami(token).expect(200)).body.permissions).toEqual(['reports.read']);

    await change({ enabled: false });
    expect((await api.whoami(token).expect(401)).body.detail).toMatch(/"GitHub" is disabled/);
    await expectRefused(await api.signed());
    await change({ enabled: true });
    await api.whoami(token).expect(200);

    const account = `/v1/service-accounts/${accountId}`;
    await api.owner.patch(account).send({ enabled: false }).expect(200);
    await api.whoami(token).expect(401);
    await expectRefused(await api.signed());
    await api.owner.patch(account).send({ enabled: true }).expect(200);

    const teams = api.database.knex('teams').where({ id: api.team.id });
    await teams.clone().update({ suspended_at: 1 });
    await api.whoami(token).expect(401);
    await expectRefused(await api.signed());
    await teams.clone().update({ suspended_at: null });
    await api.whoami(token).expect(200);

    await api.owner.delete(at()).expect(204);
    await api.whoami(token).expect(401);
    await expectRefused(await api.signed());
  });

  test('ends a token after ten minutes, or sooner if requested', async () => {
    const short = await accessToken({ requested_lifetime_seconds: '30' });
    const long = await accessToken();
    api.clock.advance(31 * SECOND);
    await api.whoami(short).expect(401);
    await api.whoami(long).expect(200);
    api.clock.advance(10 * MINUTE);
    await api.whoami(long).expect(401);
  });

  test('narrows a token by scope, and never widens it', async () => {
    const token = await accessToken({ scope: 'roles.read' });
    expect((await api.whoami(token).expect(200)).body.permissions).toEqual(['roles.read']);
    const wide = await api.exchange(accountId, await api.signed(), { scope: 'roles.delete' });
    expect([wide.status, wide.body.error]).toEqual([400, 'invalid_scope']);
  });

  test.each([
    ['another subject', { subject_pattern: 'repo:acme/app:environment:production' }],
    ['another claim', { claims: { ...REPOSITORY, ref: 'refs/heads/release' } }],
    ['another audience', { audience: 'https://elsewhere.example' }],
  ])('ends a token once its identity trusts %s', async (_what, trust) => {
    const token = await accessToken();
    await change({ name: 'Renamed' });
    await api.whoami(token).expect(200);
    await change(trust);
    const refused = await api.whoami(token).expect(401);
    expect(refused.body.detail).toMatch(/trust settings .* changed after this token was issued/);
  });

  test.each([
    [{ audience: 'reports' }, 'invalid_target'],
    [{ subject_token_type: 'urn:ietf:params:oauth:token-type:saml2' }, 'invalid_request'],
    [{ requested_token_type: 'urn:ietf:params:oauth:token-type:id_token' }, 'invalid_request'],
    [{ actor_token: 'x' }, 'invalid_request'],
    [{ client_secret: 'x' }, 'invalid_request'],
    [{ subject_token: '' }, 'invalid_request'],
    [{ client_id: '' }, 'invalid_request'],
  ])('refuses %j as RFC 8693 requires', async (form, error) => {
    const answer = await api.exchange(accountId, await api.signed(), form).expect(400);
    expect(answer.body.error).toBe(error);
    expect(answer.body.error_description).not.toBe(REFUSED.error_description);
  });

  test('lets the holder revoke the token', async () => {
    const token = await accessToken();
    await api
      .as()
      .post('/oauth2/revoke')
      .set('authorization', `Bearer ${token}`)
      .type('form')
      .send({ token })
      .expect(200);
    await api.whoami(token).expect(401);
  });

  test('names the federated identity as the origin of what the token creates', async () => {
    const permissions = ['service_accounts.create', 'service_account_keys.create'];
    await api.owner.patch(`/v1/roles/${roleId}`).send({ permissions }).expect(200);
    const bearer = { authorization: `Bearer ${await accessToken()}` };
    const made = await api
      .as()
      .post('/v1/service-account-keys')
      .set(bearer)
      .send({ service_account_id: accountId, name: 'made by CI', expires_in: '1d' })
      .expect(201);
    const [row] = await api.database.knex('keys').where({ id: made.body.id });
    expect(row).toMatchObject({ created_by: accountId, created_by_key: identityId });
  });

  test('a key that is not known yet is asked for at most once a minute', async () => {
    await accessToken();
    const stranger = await createSigningKey();
    const before = api.outside.reads.jwks;
    api.clock.advance(MINUTE);
    for (let guess = 0; guess < 3; guess += 1) {
      await expectRefused(await api.signed({}, { by: stranger }));
    }
    expect(api.outside.reads.jwks).toBe(before + 1);

    await api.outside.rotate();
    await expectRefused(await api.signed());
    api.clock.advance(MINUTE);
    await accessToken();
    expect(api.outside.reads.jwks).toBe(before + 2);
  });

  test.each<[string, string, (response: ServerResponse) => void]>([
    ['redirects', '/jwks', (to) => to.writeHead(302, { location: '/other' }).end()],
    ['fails', '/jwks', (to) => to.writeHead(500).end()],
    ['answers no JSON', '/jwks', (to) => to.end('<html>')],
    ['answers without an end', '/jwks', (to) => to.end('x'.repeat(300_000))],
    [
      'names another issuer',
      '/.well-known/openid-configuration',
      (to) =>
        to.end('{"issuer":"https://other.example.com","jwks_uri":"https://other.example.com"}'),
    ],
    [
      'keeps its keys at a private address',
      '/.well-known/openid-configuration',
      (to) => to.end(`{"issuer":"${api.outside.url}","jwks_uri":"https://169.254.169.254/jwks"}`),
    ],
  ])('a token of an issuer that %s cannot be checked for now', async (_what, path, answer) => {
    api.clock.advance(DAY);
    api.outside.answers.set(path, answer);
    const later = await api.exchange(accountId, await api.signed()).expect(503);
    expect(later.body).toEqual({
      error: 'temporarily_unavailable',
      error_description: expect.stringContaining(`keys of the issuer ${api.outside.url} at the`),
    });
    expect([later.get('retry-after'), later.get('cache-control')]).toEqual(['10', 'no-store']);
    api.outside.answers.clear();
    api.clock.advance(MINUTE);
    await accessToken();
  });

  // This must be the last test, because it uses up the refused attempts that this network has in a
  // minute.
  test('does not fill the trail with refusals, and never stops a valid token', async () => {
    const foreign = await api.signed({ aud: 'https://elsewhere.example.com' });
    const answers = [];
    for (let attempt = 0; attempt < 62; attempt += 1) {
      answers.push((await api.exchange(accountId, foreign)).status);
    }
    expect(new Set(answers)).toEqual(new Set([400, 429]));
    const rows = await api.database
      .knex('audit_events')
      .where({ actor_id: accountId, outcome: 'audience_not_trusted' });
    expect(rows).toHaveLength(answers.filter((status) => status === 400).length);
    await accessToken();
  });
});
