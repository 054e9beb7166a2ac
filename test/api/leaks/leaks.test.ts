import { Secret, SECRET_PATTERN } from '../../../api/domain/secret';
import { DATABASES } from '../../support/api';
import { MINUTE } from '../../support/manual-clock';
import { createOAuthApi, type IssuedKey, type OAuthApi } from '../oauth/support/oauth-api';

describe.each(DATABASES)('a leaked secret on %s', (on) => {
  let api: OAuthApi;
  let key: IssuedKey;

  beforeAll(async () => {
    api = await createOAuthApi(on);
  });
  beforeEach(async () => {
    key = await api.issueKey([
      'service_account_keys.create',
      'service_account_keys.read',
      'service_account_keys.rotate',
    ]);
  });
  afterAll(() => api.close());

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

  it('is ended by anybody who presents it, without credentials, and the trail says so', async () => {
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

  it('is ended even if it is sent with the line break of a downloaded file', async () => {
    const { body } = await report([` ${key.secret}\r\n`]).expect(200);
    expect(body.results[0]).toMatchObject({ outcome: 'revoked', key_id: key.id });
    await api.as(key).get('/v1/whoami').expect(401);
  });

  it('ends what its key created, through every generation, if requested', async () => {
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

  it('changes nothing if a rotation has ended it, because the key has another secret by now', async () => {
    await api
      .as(api.team.owner)
      .post(`/v1/service-account-keys/${key.id}/rotate`)
      .send({})
      .expect(200);
    expect((await report([key.secret]).expect(200)).body.results[0].outcome).toBe('secret_retired');
    expect(await stateOf(key.id)).toBe('active');
  });

  it('ends only itself if a rotation is replacing it, and its key stays with the newer one', async () => {
    const { body: rotated } = await api
      .as(api.team.owner)
      .post(`/v1/service-account-keys/${key.id}/rotate`)
      .send({ overlap: '1d' })
      .expect(200);
    const made = await child(key);
    const { body } = await report([key.secret], true).expect(200);
    expect(body.results[0]).toMatchObject({ outcome: 'secret_ended', revoked_with_it: [] });
    await api.as(key).get('/v1/whoami').expect(401);
    await api
      .as({ ...key, secret: rotated.secret })
      .get('/v1/whoami')
      .expect(200);
    expect([await stateOf(key.id), await stateOf(made.id)]).toEqual(['active', 'active']);
    const again = await report([key.secret], true).expect(200);
    expect(again.body.results[0].outcome).toBe('secret_retired');
    // A refused use is recorded outside of the answer, so the order of the whole trail varies.
    const trail = await api
      .as(api.team.owner)
      .get(`/v1/audit-events?target_id=${key.id}&action=service_account_key.secret_ended`);
    expect(trail.body.items[0]).toMatchObject({
      action: 'service_account_key.secret_ended',
      before: { retiring_secret: { retires_at: expect.any(String) } },
      after: { retiring_secret: null, state: 'active' },
    });
  });

  describe('that has ended', () => {
    let made: IssuedKey;

    beforeEach(async () => {
      made = await child(key);
    });

    const owner = () => api.as(api.team.owner);
    const outcomes = async () =>
      (await report([key.secret], true).expect(200)).body.results.map(
        (result: { outcome: string; revoked_with_it: string[] }) => [
          result.outcome,
          result.revoked_with_it,
        ],
      );

    it('ends nothing else if its key was revoked before', async () => {
      await owner().delete(`/v1/service-account-keys/${key.id}`).expect(204);
      expect(await outcomes()).toEqual([['already_revoked', []]]);
      expect(await stateOf(made.id)).toBe('active');
    });

    it('ends nothing else if its key has expired', async () => {
      const expires_at = new Date(api.clock.now().getTime() + MINUTE).toISOString();
      await owner().patch(`/v1/service-account-keys/${key.id}`).send({ expires_at }).expect(200);
      api.clock.advance(MINUTE);
      expect(await outcomes()).toEqual([['key_expired', []]]);
      expect([await stateOf(key.id), await stateOf(made.id)]).toEqual(['expired', 'active']);
    });

    it.each([
      ['its key is disabled', () => owner().patch(`/v1/service-account-keys/${key.id}`)],
      ['its account is disabled', () => owner().patch(`/v1/service-accounts/${key.accountId}`)],
    ])(
      'ends its key, which could become valid again, and nothing else, if %s',
      async (_case, patch) => {
        await patch().send({ enabled: false }).expect(200);
        expect(await outcomes()).toEqual([['revoked', []]]);
        expect([await stateOf(key.id), await stateOf(made.id)]).toEqual(['revoked', 'active']);
      },
    );

    it('ends its key, which could become valid again, and nothing else, if its team is suspended', async () => {
      const team = `/v1/teams/${api.team.id}`;
      await api.as(api.operator).patch(team).send({ suspended: true }).expect(200);
      expect(await outcomes()).toEqual([['revoked', []]]);
      await api.as(api.operator).patch(team).send({ suspended: false }).expect(200);
      expect([await stateOf(key.id), await stateOf(made.id)]).toEqual(['revoked', 'active']);
    });
  });

  it('ends nothing else if its member left the team', async () => {
    const person = { email: 'leaver@example.com', name: 'Leaver', team_role: 'admin' };
    const owner = api.as(api.team.owner);
    const invited = await owner.post('/v1/members').send(person).expect(201);
    const { token } = invited.body.invitation;
    const { body } = await api.as().post('/v1/invitations/accept').send({ token }).expect(200);
    const { client_id: clientId, secret } = body.application_key;
    const request = { service_account_id: key.accountId, name: 'made', expires_in: '1d' };
    const leaver = api.as({ clientId, secret });
    const made = await leaver.post('/v1/service-account-keys').send(request).expect(201);
    await owner.delete(`/v1/members/${body.id}`).expect(204);
    const reported = await report([secret], true).expect(200);
    expect(reported.body.results[0]).toMatchObject({
      outcome: 'already_revoked',
      revoked_with_it: [],
    });
    expect(await stateOf(made.body.id)).toBe('active');
  });

  it('answers nothing about an unknown secret, throttles many unknown ones, and never throttles a real one', async () => {
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

  it('is ended the same way if it belongs to an application key', async () => {
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
