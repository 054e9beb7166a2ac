import { IDENTITY_HEADERS } from '../../../api/verification/identity-headers';
import { Secret } from '../../../api/domain/secret';
import { DATABASES } from '../../support/api';
import { eventually } from '../../support/eventually';
import { DAY, MINUTE } from '../../support/manual-clock';
import { createOAuthApi, type IssuedKey, type OAuthApi } from '../oauth/support/oauth-api';
import { askCheck, gatewayHeader, type Check, type CheckAnswer } from './support/gateway-check';

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND', 'TRACE'];
const unknown = () => Secret.generate('service_account_key').reveal();

describe.each(DATABASES)('a check of a gateway on %s', (on) => {
  let api: OAuthApi;
  let gateway: IssuedKey;
  let key: IssuedKey;

  beforeAll(async () => {
    api = await createOAuthApi(on, { trustedProxies: ['127.0.0.1'] });
    gateway = await api.issueKey(['keys.verify']);
    key = await api.issueKey(['reports.read', 'reports.write']);
  });
  afterAll(() => api.close());

  const owner = () => api.as(api.team.owner);
  const bearer = (secret: string) => `Authorization: Bearer ${secret}`;
  const ask = ({ headers = [], ...check }: Check = {}, by = gateway) =>
    askCheck(api.url, { ...check, headers: [gatewayHeader(by), ...headers] });
  const askFor = (secret: string, rest = '') => ask({ rest, headers: [bearer(secret)] });
  const seen = ({ status, body }: CheckAnswer) => [status, body.errors?.[0]?.code];

  it('lets a valid key in and says who owns it', async () => {
    const { status, headers, text } = await askFor(key.secret, '?permission=reports.read');
    expect([status, text]).toEqual([200, '']);
    expect(headers).toMatchObject({
      'keyplane-key-id': key.id,
      'keyplane-key-name': 'key',
      'keyplane-key-family': 'service_account_key',
      'keyplane-key-expires-at': new Date(api.clock.now().getTime() + 30 * DAY).toISOString(),
      'keyplane-client-id': key.clientId,
      'keyplane-owner-kind': 'service_account',
      'keyplane-owner-id': key.accountId,
      'keyplane-owner-name': 'service',
      'keyplane-team-id': api.team.id,
      'keyplane-service-key-id': '',
      'keyplane-billing-policy': '',
      'cache-control': 'no-store',
    });
    expect(Object.keys(headers)).toEqual(expect.arrayContaining(Object.keys(IDENTITY_HEADERS)));
    expect(JSON.stringify(headers)).not.toMatch(/kp[ast]_/);
  });

  it.each(METHODS)('answers %s by the key alone', async (method) => {
    const good = await ask({ method, headers: [bearer(key.secret)] });
    expect([good.status, good.headers['keyplane-key-id']]).toEqual([200, key.id]);
    const forwarded = [
      'X-Forwarded-Method: OPTIONS',
      'X-Original-Method: OPTIONS',
      'X-HTTP-Method-Override: OPTIONS',
      'Access-Control-Request-Method: GET',
      'Origin: https://app.example',
      'X-Forwarded-Uri: /healthz',
      'X-Original-URI: /public',
      'X-Forwarded-Host: localhost',
      'X-Forwarded-For: 127.0.0.1',
    ];
    expect((await ask({ method, headers: forwarded })).status).toBe(401);
    const stranger = await ask({ method, headers: [...forwarded, bearer(unknown())] });
    expect(stranger.status).toBe(401);
    expect(stranger.headers).toMatchObject({
      'cache-control': 'no-store',
      'www-authenticate': 'Bearer realm="keyplane", error="invalid_token"',
    });
  });

  it('takes the key from X-API-Key as well', async () => {
    expect((await ask({ headers: [`X-API-Key: ${key.secret}`] })).status).toBe(200);
    expect((await ask({ headers: [`X-API-Key: ${unknown()}`] })).status).toBe(401);
  });

  it('never chooses between two keys', async () => {
    const [good, bad] = [key.secret, unknown()];
    const pairs = [
      [bearer(good), `X-API-Key: ${bad}`],
      [bearer(bad), `X-API-Key: ${good}`],
      [bearer(good), `X-API-Key: ${good}`],
      [bearer(good), bearer(bad)],
      [bearer(bad), bearer(good)],
      [`X-API-Key: ${good}`, `x-api-key: ${bad}`],
      [`X-API-Key: ${good}, ${bad}`],
      [`X-API-Key: ${good},${good}`],
      [`Authorization: Bearer ${good}, Bearer ${bad}`],
      [`Authorization: Bearer ${good} ${bad}`],
      [`Authorization: Basic eDp5`, `X-API-Key: ${good}`],
    ];
    for (const headers of pairs) {
      expect(seen(await ask({ headers }))).toEqual([401, 'several_keys']);
    }
  });

  it.each([
    ['X-API-Key: Bearer ', '#x-api-key', /Send the key alone, without `Bearer`\.$/],
    ['Authorization: Bearer\t', '#authorization', /must have exactly one space between `Bearer`/],
  ])('says how to send the key instead of %j', async (header, pointer, message) => {
    const { status, body } = await ask({ headers: [`${header}${key.secret}`] });
    expect([status, body.errors?.[0]]).toEqual([
      401,
      expect.objectContaining({ pointer, message: expect.stringMatching(message) }),
    ]);
  });

  it('is refused without a credential of the gateway that may verify', async () => {
    const client = bearer(key.secret);
    const unpermitted = await ask({ headers: [client] }, key);
    const refused: [readonly string[], string][] = [
      [[client], 'gateway_missing'],
      [[client, bearer(gateway.secret)], 'gateway_missing'],
      [[client, 'Keyplane-Authorization: '], 'gateway_not_accepted'],
      [[client, `Keyplane-Authorization: Bearer ${unknown()}`], 'gateway_not_accepted'],
      [[client, `Keyplane-Authorization: Digest ${gateway.secret}`], 'gateway_not_accepted'],
      [[client, gatewayHeader(gateway), gatewayHeader(gateway)], 'gateway_several'],
    ];
    for (const [headers, code] of refused) {
      const answer = await askCheck(api.url, { headers });
      expect([...seen(answer), answer.headers['www-authenticate']]).toEqual([
        401,
        code,
        'Bearer realm="keyplane-gateway"',
      ]);
    }
    expect(seen(unpermitted)).toEqual([401, 'gateway_not_permitted']);
    const asBearer = `Keyplane-Authorization: Bearer ${gateway.secret}`;
    expect((await askCheck(api.url, { headers: [client, asBearer] })).status).toBe(200);
  });

  it('records that its credential lacks keys.verify', async () => {
    await ask({ headers: [bearer(key.secret)] }, key);
    const { body } = await owner().get('/v1/audit-events?page_size=1000').expect(200);
    expect(body.items).toContainEqual(
      expect.objectContaining({ action: 'forwardAuth', outcome: 'insufficient_permissions' }),
    );
  });

  it('accepts an access token of the gateway only with keys.verify in its scope', async () => {
    const as = async (scope: string) => {
      const token = await api.accessToken(gateway, { scope });
      const own = `Keyplane-Authorization: Bearer ${token}`;
      return askCheck(api.url, { headers: [own, bearer(key.secret)] });
    };
    expect((await as('keys.verify')).status).toBe(200);
    const other = await api.issueKey(['keys.verify', 'reports.read']);
    const narrow = await api.accessToken(other, { scope: 'reports.read' });
    const own = `Keyplane-Authorization: Bearer ${narrow}`;
    const refused = await askCheck(api.url, { headers: [own, bearer(key.secret)] });
    expect(seen(refused)).toEqual([401, 'gateway_not_permitted']);
  });

  it('reads no header of a Terraform run, which a client may have sent', async () => {
    const run = ['Keyplane-Stack: forged', `Keyplane-Run: ${'x'.repeat(300)}`];
    expect((await ask({ headers: [...run, bearer(key.secret)] })).status).toBe(200);
    await ask({ headers: [...run, bearer(key.secret)] }, key);
    const { text } = await owner().get('/v1/audit-events?page_size=1000').expect(200);
    expect(text).not.toContain('forged');
  });

  it('gives the same answer for unknown, foreign and malformed secrets and a person’s own keys', async () => {
    const other = await api.foundTeam('other');
    const foreign = await api.issueKey(['reports.read'], { team: other });
    const keys = [
      unknown(),
      'not-a-secret',
      foreign.secret,
      api.team.owner.secret,
      api.operator.secret,
      'a.b.c',
    ];
    const id = 'X-Request-Id: one-and-the-same';
    const answers = await Promise.all(keys.map((k) => ask({ headers: [id, bearer(k)] })));
    expect(answers.map(({ status }) => status)).toEqual(keys.map(() => 401));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(answers[0]?.headers['keyplane-key-id']).toBeUndefined();
    const operator = { ...gateway, ...api.operator };
    expect((await ask({ headers: [bearer(foreign.secret)] }, operator)).status).toBe(200);
  });

  it('needs every permission that is asked for', async () => {
    const both = '?permission=reports.read&permission=reports.write';
    expect((await askFor(key.secret, both)).status).toBe(200);
    const answer = await askFor(key.secret, '?permission=reports.read&permission=reports.delete');
    expect(seen(answer)).toEqual([403, 'insufficient_permissions']);
    expect(answer.headers['www-authenticate']).toBe(
      'Bearer realm="keyplane", error="insufficient_scope", scope="reports.delete"',
    );
    expect(seen(await askFor(key.secret, '?permission=Nothing'))).toEqual([422, 'invalid_format']);
  });

  it('judges the current key, account and team', async () => {
    const changed = await api.issueKey(['reports.read']);
    const path = `/v1/service-account-keys/${changed.id}`;
    const account = `/v1/service-accounts/${changed.accountId}`;
    const now = async () => seen(await askFor(changed.secret, '?permission=reports.read'));
    expect(await now()).toEqual([200, undefined]);
    await owner().patch(account).send({ enabled: false }).expect(200);
    expect(await now()).toEqual([401, 'owner_disabled']);
    await owner().patch(account).send({ enabled: true, role_ids: [] }).expect(200);
    expect(await now()).toEqual([403, 'insufficient_permissions']);
    await owner().patch(path).send({ enabled: false }).expect(200);
    expect(await now()).toEqual([401, 'disabled']);
    await owner().delete(path).expect(204);
    expect(await now()).toEqual([401, 'revoked']);
  });

  it('accepts an access token only for the audience in its path', async () => {
    const token = await api.accessToken(key, { audience: 'reports' });
    expect(seen(await askFor(token))).toEqual([401, 'wrong_audience']);
    expect(seen(await askFor(token, ';audience=reports'))).toEqual([200, undefined]);
    expect(seen(await askFor(token, ';audience=reports/any/path'))).toEqual([200, undefined]);
    expect(seen(await askFor(key.secret, ';audience=reports'))).toEqual([200, undefined]);
    expect(seen(await askFor(token, ';audience=billing'))).toEqual([401, 'wrong_audience']);
    expect((await askFor(token, '?audience=reports')).status).toBe(422);
    await api.post('/oauth2/revoke', { token }, key).expect(200);
    expect(seen(await askFor(token, ';audience=reports'))).toEqual([401, 'token_revoked']);
  });

  it('counts as a use of the key, and a refusal is in the trail', async () => {
    api.clock.advance(MINUTE);
    const used = await api.issueKey(['reports.read']);
    await askFor(used.secret);
    await eventually(async () => {
      const path = `/v1/service-account-keys/${used.id}`;
      const { body } = await owner().get(path).expect(200);
      expect(body.last_used_at).toBe(api.clock.now().toISOString());
    });
    await owner().delete(`/v1/service-account-keys/${used.id}`).expect(204);
    await askFor(used.secret);
    await eventually(async () => {
      const { body } = await owner().get('/v1/audit-events?page_size=1000').expect(200);
      expect(body.items).toContainEqual(
        expect.objectContaining({ action: 'service_account_key.refused', outcome: 'revoked' }),
      );
    });
  });

  it('counts unknown keys by the address of the client, and answers 401 whatever the count', async () => {
    const from = (address: string, secret = unknown()) =>
      ask({
        headers: [
          bearer(secret),
          `X-Forwarded-For: ${address}`,
          // Keyplane does not read this header, so a client cannot use it to avoid the limit.
          `Forwarded: for=198.51.100.${String(Math.ceil(Math.random() * 250))}`,
        ],
      });
    const flood = [];
    for (let sent = 0; sent < 62; sent += 1) flood.push(await from('203.0.113.7'));
    expect(new Set(flood.map(({ status }) => status))).toEqual(new Set([401]));
    expect(flood[0]?.headers['retry-after']).toBeUndefined();
    expect(flood.at(-1)?.headers['retry-after']).toMatch(/^\d+$/);
    const gateways = [];
    for (let sent = 0; sent < 62; sent += 1) {
      const own = [`Keyplane-Authorization: Bearer ${unknown()}`, 'X-Forwarded-For: 203.0.113.9'];
      gateways.push(await askCheck(api.url, { headers: own }));
    }
    expect(new Set(gateways.map(({ status }) => status))).toEqual(new Set([401]));
    expect((await from('203.0.113.8')).headers['retry-after']).toBeUndefined();
    expect((await from('203.0.113.7', key.secret)).status).toBe(200);
  });
});
