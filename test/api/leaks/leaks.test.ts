import { Secret, SECRET_PATTERN } from '../../../api/domain/secret';
import { DATABASES } from '../../support/api';
import { createOAuthApi, type IssuedKey, type OAuthApi } from '../oauth/support/oauth-api';

describe.each(DATABASES)('a leaked secret on %s', (on) => {
  let api: OAuthApi;
  let key: IssuedKey;

  beforeEach(async () => {
    api = await createOAuthApi(on);
    key = await api.issueKey([
      'service_account_keys.create',
      'service_account_keys.read',
      'service_account_keys.rotate',
    ]);
  });
  afterEach(() => api.close());

  const report = (secrets: readonly string[], cascade?: boolean) =>
    api.as().post('/v1/keys/revoke-leaked').send({ secrets, cascade });
  const stateOf = async (id: string) =>
    (await api.as(api.team.owner).get(`/v1/service-account-keys/${id}`).expect(200)).body.state;
  const child = async (by: IssuedKey): Promise<IssuedKey> => {
    const { body } = await api
      .as(by)
      .post('/v1/service-account-keys')
      .send({ service_account_id: by.accountId, name: 'child', expires_in: '1d' })
      .expect(201);
    return { ...by, id: body.id, clientId: body.client_id, secret: body.secret };
  };

  it('is ended by whoever presents it, with no credentials, and the trail says so', async () => {
    const { body } = await report([key.secret]).expect(200);
    expect(body.results).toEqual([
      {
        outcome: 'revoked',
        key_id: key.id,
        masked_secret: expect.stringMatching(/^kps_.{4}….{4}$/),
        revoked_with_it: [],
      },
    ]);
    await api.as(key).get('/v1/whoami').expect(401);
    const trail = await api.as(api.team.owner).get(`/v1/audit-events?target_id=${key.id}`);
    expect(trail.body.items.map(({ action }: { action: string }) => action)).toEqual(
      expect.arrayContaining([
        'service_account_key.revoked',
        'service_account_key.reported_leaked',
      ]),
    );
    expect((await report([key.secret]).expect(200)).body.results[0].outcome).toBe(
      'already_revoked',
    );
  });

  it('takes with it what its key made, through every generation, where that is asked', async () => {
    const second = await child(key);
    const third = await child(second);
    const stranger = await api.issueKey([]);
    await report([second.secret]).expect(200);
    expect(await stateOf(third.id)).toBe('active');
    const { body } = await report([key.secret], true).expect(200);
    expect(body.results[0].revoked_with_it).toEqual([third.id]);
    expect(await stateOf(third.id)).toBe('revoked');
    expect(await stateOf(stranger.id)).toBe('active');
  });

  it('that a rotation has ended ends nothing: the key has another by now', async () => {
    await api
      .as(api.team.owner)
      .post(`/v1/service-account-keys/${key.id}/rotate`)
      .send({})
      .expect(200);
    expect((await report([key.secret]).expect(200)).body.results[0].outcome).toBe('secret_retired');
    expect(await stateOf(key.id)).toBe('active');
  });

  it('that nobody has tells nothing, and many of them are throttled, but never a real one', async () => {
    const guesses = Array.from({ length: 61 }, () => Secret.generate('token').reveal());
    const first = await report(['kps_malformed']).expect(200);
    expect(first.body.results).toEqual([
      { outcome: 'unknown', key_id: null, masked_secret: null, revoked_with_it: [] },
    ]);
    const refused = await report(guesses).expect(429);
    expect(refused.body.code).toBe('rate_limited');
    expect(refused.headers['retry-after']).toBeDefined();
    const { body } = await report([key.secret, ...guesses.slice(0, 2)]).expect(200);
    expect(body.results[0].outcome).toBe('revoked');
  });

  it('of an application key is ended the same way', async () => {
    const { body } = await api
      .as(api.team.owner)
      .post('/v1/application-keys')
      .send({ description: 'lost' })
      .expect(201);
    await report([body.secret]).expect(200);
    await api.as({ clientId: body.client_id, secret: body.secret }).get('/v1/whoami').expect(401);
    await api.as(api.team.owner).get('/v1/whoami').expect(200);
  });

  it('is found by the published pattern', async () => {
    const { body } = await api.as().get('/v1/secret-pattern').expect(200);
    expect(body.pattern).toBe(SECRET_PATTERN.source);
    for (const family of ['application_key', 'service_account_key', 'token'] as const) {
      const secret = Secret.generate(family).reveal();
      expect(`key = "${secret}";`.match(new RegExp(body.pattern))?.[0]).toBe(secret);
      expect(secret.startsWith(`${body.prefixes[family]}_`)).toBe(true);
    }
  });
});
