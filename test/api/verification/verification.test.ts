import { DATABASES } from '../../support/api';
import { eventually } from '../../support/eventually';
import { DAY, MINUTE } from '../../support/manual-clock';
import { createOAuthApi, type IssuedKey, type OAuthApi } from '../oauth/support/oauth-api';

const UNKNOWN = 'kps_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa';

describe.each(DATABASES)('a verification on %s', (on) => {
  let api: OAuthApi;
  let verifier: IssuedKey;
  let key: IssuedKey;

  beforeEach(async () => {
    api = await createOAuthApi(on);
    verifier = await api.issueKey(['keys.verify']);
    key = await api.issueKey(['reports.read', 'reports.write']);
  });

  afterEach(() => api.close());

  const verify = (body: object, by: { clientId: string; secret: string } = verifier) =>
    api.as(by).post('/v1/keys/verify').send(body);

  const codeOf = async (body: object) => (await verify(body).expect(200)).body.code as string;
  const owner = () => api.as(api.team.owner);
  const keyPath = () => `/v1/service-account-keys/${key.id}`;
  const accountPath = () => `/v1/service-accounts/${key.accountId}`;

  it('says who owns the key, and which of the requested permissions it has', async () => {
    const { body } = await verify({ secret: key.secret, permissions: ['reports.read'] }).expect(
      200,
    );
    expect(body).toEqual({
      valid: true,
      code: 'valid',
      key: {
        id: key.id,
        name: 'key',
        family: 'service_account_key',
        client_id: key.clientId,
        masked_secret: expect.stringMatching(/^kps_.{4}….{4}$/),
        expires_at: new Date(api.clock.now().getTime() + 30 * DAY).toISOString(),
      },
      owner: { kind: 'service_account', id: key.accountId, name: 'service' },
      team_id: api.team.id,
      roles: [{ id: expect.any(String), name: 'role' }],
      permissions: ['reports.read'],
      missing_permissions: [],
      service_key: null,
      billing_policy: null,
      funds: null,
      reservation: null,
    });
  });

  it('names the permissions that are missing', async () => {
    const permissions = ['reports.read', 'reports.delete'];
    const { body } = await verify({ secret: key.secret, permissions }).expect(200);
    expect(body).toMatchObject({
      valid: false,
      code: 'insufficient_permissions',
      permissions: ['reports.read'],
      missing_permissions: ['reports.delete'],
    });
  });

  it('judges the current key, account and roles', async () => {
    const asked = { secret: key.secret, permissions: ['reports.read'] };
    expect(await codeOf(asked)).toBe('valid');
    await owner().patch(accountPath()).send({ role_ids: [] }).expect(200);
    expect(await codeOf(asked)).toBe('insufficient_permissions');
    await owner().patch(accountPath()).send({ enabled: false }).expect(200);
    expect(await codeOf(asked)).toBe('owner_disabled');
    await owner().patch(accountPath()).send({ enabled: true }).expect(200);
    await owner().patch(keyPath()).send({ enabled: false }).expect(200);
    expect(await codeOf(asked)).toBe('disabled');
    await owner().patch(keyPath()).send({ enabled: true }).expect(200);
    expect(await codeOf({ secret: key.secret })).toBe('valid');
    await owner().delete(keyPath()).expect(204);
    expect(await codeOf(asked)).toBe('revoked');
  });

  it('recognizes an expired key, and a secret that a rotation ended', async () => {
    const rotated = await owner().post(`${keyPath()}/rotate`).send({ overlap: '1m' }).expect(200);
    expect(await codeOf({ secret: key.secret })).toBe('valid');
    api.clock.advance(MINUTE);
    expect(await codeOf({ secret: key.secret })).toBe('secret_retired');
    expect(await codeOf({ secret: rotated.body.secret })).toBe('valid');
    await owner()
      .patch(keyPath())
      .send({ expires_at: new Date(api.clock.now().getTime() + MINUTE).toISOString() })
      .expect(200);
    api.clock.advance(MINUTE);
    expect(await codeOf({ secret: rotated.body.secret })).toBe('expired');
  });

  it('gives the identical answer for unknown, foreign and malformed secrets and for application keys', async () => {
    const other = await api.foundTeam('other');
    const foreign = await api.issueKey(['reports.read'], { team: other });
    const member = api.team.owner;
    const answers = [
      await verify({ secret: UNKNOWN }),
      await verify({ secret: 'not a secret' }),
      await verify({ secret: foreign.secret }),
      await verify({ secret: member.secret }),
      await verify({ secret: api.operator.secret }),
      await verify({ token: 'a.b.c', audience: 'reports' }),
      await verify({ token: await api.accessToken(foreign, { audience: 'r' }), audience: 'r' }),
      await verify({ token: await api.accessToken(member), audience: api.issuer }),
    ];
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(answers[0]?.body).toMatchObject({ valid: false, code: 'unknown', key: null });

    const operator = await verify({ secret: foreign.secret }, api.operator).expect(200);
    expect(operator.body).toMatchObject({ code: 'valid', team_id: other.id });
    const stillUnknown = await verify({ secret: member.secret }, api.operator).expect(200);
    expect(stillUnknown.text).toBe(answers[0]?.text);
  });

  it('accepts an access token for the service that asks, and for no other', async () => {
    const token = await api.accessToken(key, { audience: 'reports', scope: 'reports.read' });
    const asked = { token, audience: 'reports' };
    expect(await codeOf({ ...asked, permissions: ['reports.read'] })).toBe('valid');
    expect(await codeOf({ ...asked, permissions: ['reports.write'] })).toBe(
      'insufficient_permissions',
    );
    expect(await codeOf({ ...asked, audience: 'billing' })).toBe('wrong_audience');
    expect(await codeOf({ secret: token })).toBe('wrong_audience');
    await api.post('/oauth2/revoke', { token }, key).expect(200);
    expect(await codeOf(asked)).toBe('token_revoked');
    api.clock.advance(10 * MINUTE);
    expect(await codeOf(asked)).toBe('token_expired');
  });

  it.each<[string, object, string]>([
    ['nothing', {}, '/secret'],
    ['both', { secret: 'a', token: 'b', audience: 'c' }, '/secret'],
    ['a token for nobody', { token: 'b' }, '/audience'],
    ['what is not a permission', { secret: 'a', permissions: ['Reports'] }, '/permissions/0'],
    ['an unknown field', { secret: 'a', permission: [] }, '/permission'],
  ])('of %s is refused with a pointer', async (_, body, pointer) => {
    const answer = await verify(body).expect(422);
    expect((answer.body.errors as { pointer: string }[]).map((e) => e.pointer)).toContain(pointer);
  });

  it('needs keys.verify', async () => {
    const answer = await verify({ secret: verifier.secret }, key).expect(403);
    expect(answer.body.code).toBe('insufficient_permissions');
  });

  it('counts as a use of the key', async () => {
    await verify({ secret: key.secret }).expect(200);
    await eventually(async () => {
      const { body } = await owner().get(keyPath()).expect(200);
      expect(body.last_used_at).toBe(api.clock.now().toISOString());
    });
  });
});
