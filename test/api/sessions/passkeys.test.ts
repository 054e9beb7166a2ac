import { createTestApi, DATABASES, type TestApi } from '../../support/api';
import { MINUTE } from '../../support/manual-clock';
import { openBrowser, OWN_PAGE, type Browser } from './browser';
import { createAuthenticator, type Authenticator, type Deviation } from './software-authenticator';

describe.each(DATABASES)('a passkey, on %s', (on) => {
  let api: TestApi;
  let browser: Browser;
  let authenticator: Authenticator;

  beforeEach(async () => {
    api = await createTestApi(on, { host: 'localhost' });
    browser = openBrowser(api);
    authenticator = createAuthenticator({ origin: origin(), rpId: 'localhost' });
  });
  afterEach(() => api.close());

  const origin = () => `http://localhost:${new URL(api.url).port}`;
  const owner = () => api.as(api.team.owner);

  async function register(by = browser, given: Deviation = {}, device = authenticator) {
    const { body: options } = await by.send('post', '/session/passkeys/options').expect(200);
    const response = device.register(String(options.challenge), given);
    return by.send('post', '/session/passkeys', { name: 'My laptop', response });
  }

  async function signIn(by = openBrowser(api), given: Deviation = {}, device = authenticator) {
    const { body: options } = await by.send('post', '/session/passkey/options').expect(200);
    return by.send('post', '/session/passkey', device.signIn(options.challenge, given));
  }

  it('is registered in a session, and signs in without a name', async () => {
    await browser.signIn(api.team.owner).expect(201);
    const registered = await register();
    expect([registered.status, registered.body]).toEqual([
      201,
      {
        id: expect.stringMatching(/^pky_/),
        name: 'My laptop',
        created_at: api.clock.now().toISOString(),
        last_used_at: null,
      },
    ]);
    const other = openBrowser(api);
    const { status, body } = await signIn(other);
    expect([status, body]).toMatchObject([
      201,
      {
        session: { method: 'passkey' },
        person: null,
        memberships: [{ member: { id: api.team.owner.memberId } }],
        unclaimed: [],
      },
    ]);
    await other.send('get', '/v1/whoami').expect(200);
    const { body: listed } = await other.send('get', '/session/passkeys').expect(200);
    expect(listed.items).toEqual([
      { ...registered.body, last_used_at: api.clock.now().toISOString() },
    ]);
  });

  it('is asked for with a verified person, for this site, and without a list of passkeys', async () => {
    const { body } = await browser.send('post', '/session/passkey/options').expect(200);
    expect(body).toMatchObject({ rpId: 'localhost', userVerification: 'required' });
    expect(body.allowCredentials ?? []).toEqual([]);
    await browser.signIn(api.team.owner).expect(201);
    const { body: creation } = await browser.send('post', '/session/passkeys/options').expect(200);
    expect(creation).toMatchObject({
      rp: { id: 'localhost', name: 'Keyplane' },
      user: { name: 'owner@default.example' },
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    });
  });

  const WRONG: [string, Deviation][] = [
    ['another site', { origin: 'https://evil.example' }],
    ['another relying party', { rpId: 'evil.example' }],
    ['another challenge', { challenge: 'YW5vdGhlcg' }],
    ['a device that was not unlocked', { unverified: true }],
  ];

  it.each(WRONG)('is refused with an answer for %s', async (_what, given) => {
    await browser.signIn(api.team.owner).expect(201);
    expect((await register(browser, given)).status).toBe(401);
    expect((await register()).status).toBe(201);
    expect((await signIn(openBrowser(api), given)).status).toBe(401);
  });

  it('is refused if it is unknown or its signature is wrong', async () => {
    expect((await signIn()).status).toBe(401);
    await browser.signIn(api.team.owner).expect(201);
    await register();
    const by = openBrowser(api);
    const { body } = await by.send('post', '/session/passkey/options').expect(200);
    const answer = authenticator.signIn(String(body.challenge));
    const signature = Buffer.from(answer.response.signature, 'base64url');
    signature[10] = (signature[10] ?? 0) ^ 1;
    const response = { ...answer.response, signature: signature.toString('base64url') };
    await by.send('post', '/session/passkey', { ...answer, response }).expect(401);
  });

  it('is refused with a counter that was used before, as a copy of the device sends it', async () => {
    await browser.signIn(api.team.owner).expect(201);
    expect((await register(browser, { counter: 5 })).status).toBe(201);
    expect((await signIn(openBrowser(api), { counter: 7 })).status).toBe(201);
    expect((await signIn(openBrowser(api), { counter: 7 })).status).toBe(401);
    expect((await signIn(openBrowser(api), { counter: 6 })).status).toBe(401);
    expect((await signIn(openBrowser(api), { counter: 8 })).status).toBe(201);
  });

  it('is accepted once if the device and a copy send the same counter at the same time', async () => {
    await browser.signIn(api.team.owner).expect(201);
    await register(browser, { counter: 5 });
    const answers = await Promise.all(
      [1, 2, 3, 4].map(() => signIn(openBrowser(api), { counter: 6 })),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(3);
  });

  it('of a device that does not count signs in again and again', async () => {
    await browser.signIn(api.team.owner).expect(201);
    await register(browser, { counter: 0 });
    for (const _time of [1, 2]) {
      expect((await signIn(openBrowser(api), { counter: 0 })).status).toBe(201);
    }
  });

  it('answers a challenge once, in the same browser, within five minutes', async () => {
    await browser.signIn(api.team.owner).expect(201);
    await register();
    const by = openBrowser(api);
    const { body } = await by.send('post', '/session/passkey/options').expect(200);
    const answer = authenticator.signIn(String(body.challenge));
    const cookie = by.cookie() ?? '';
    await openBrowser(api).send('post', '/session/passkey', answer).expect(401);
    await by.send('post', '/session/passkey', answer).expect(201);
    await openBrowser(api, { ...OWN_PAGE, cookie })
      .send('post', '/session/passkey', authenticator.signIn(String(body.challenge)))
      .expect(401);

    const late = openBrowser(api);
    const { body: options } = await late.send('post', '/session/passkey/options').expect(200);
    api.clock.advance(5 * MINUTE);
    await late
      .send('post', '/session/passkey', authenticator.signIn(String(options.challenge)))
      .expect(401);
  });

  it('is registered once, by nobody else, and not by the operator', async () => {
    await browser.signIn(api.team.owner).expect(201);
    await register();
    expect((await register()).status).toBe(401);
    await openBrowser(api).send('post', '/session/passkeys/options').expect(401);
    const operator = openBrowser(api);
    await operator.signIn(api.operator).expect(201);
    await operator.send('post', '/session/passkeys/options').expect(403);
  });

  it('is deleted by its owner, and by nobody else', async () => {
    await browser.signIn(api.team.owner).expect(201);
    const { body } = await register();
    const path = `/session/passkeys/${body.id}`;
    const other = await api.foundTeam('other');
    const stranger = openBrowser(api);
    await stranger.signIn(other.owner).expect(201);
    await stranger.send('delete', path).expect(404);
    expect((await stranger.send('get', '/session/passkeys').expect(200)).body.items).toEqual([]);
    await browser.send('delete', path).expect(204);
    await browser.send('delete', path).expect(404);
    expect((await signIn()).status).toBe(401);
    const trail = await owner().get('/v1/audit-events').expect(200);
    const actions = (trail.body.items as { action: string }[]).map(({ action }) => action);
    expect(actions).toEqual(expect.arrayContaining(['passkey.created', 'passkey.deleted']));
  });

  it('ends the sessions that it began, and no others, when it is deleted', async () => {
    await browser.signIn(api.team.owner).expect(201);
    const { body } = await register();
    const another = createAuthenticator({ origin: origin(), rpId: 'localhost' });
    await register(browser, {}, another);
    const [by, byAnother] = [openBrowser(api), openBrowser(api)];
    expect((await signIn(by)).status).toBe(201);
    expect((await signIn(byAnother, {}, another)).status).toBe(201);
    await by.send('delete', `/session/passkeys/${body.id}`).expect(204);
    await by.send('get', '/session').expect(401);
    await byAnother.send('get', '/session').expect(200);
    await browser.send('get', '/session').expect(200);
  });

  it('signs a member in who has revoked the last key, and who makes another one', async () => {
    const { body: key } = await owner().post('/v1/application-keys').send({}).expect(201);
    await browser.signIn({ clientId: key.client_id, secret: key.secret }).expect(201);
    await register();
    await owner().delete(`/v1/application-keys/${key.id}`).expect(204);
    await browser.send('get', '/session').expect(401);
    const other = openBrowser(api);
    expect((await signIn(other)).status).toBe(201);
    await other.send('post', '/v1/application-keys', {}).expect(201);
  });

  it('ends if the key of the session in which it was registered has leaked', async () => {
    const { body: key } = await owner().post('/v1/application-keys').send({}).expect(201);
    await browser.signIn({ clientId: key.client_id, secret: key.secret }).expect(201);
    await register();
    const leaked = { secrets: [key.secret], cascade: true };
    await api.as().post('/v1/keys/revoke-leaked').send(leaked).expect(200);
    expect((await signIn()).status).toBe(401);
  });

  it('ends with its sessions, and with what was created in them, if that key has leaked', async () => {
    const { body: key } = await owner().post('/v1/application-keys').send({}).expect(201);
    await browser.signIn({ clientId: key.client_id, secret: key.secret }).expect(201);
    await register();
    const second = openBrowser(api);
    await signIn(second);
    const another = createAuthenticator({ origin: origin(), rpId: 'localhost' });
    expect((await register(second, {}, another)).status).toBe(201);
    const { body: made } = await second.send('post', '/v1/application-keys', {}).expect(201);
    const leaked = { secrets: [key.secret], cascade: true };
    await api.as().post('/v1/keys/revoke-leaked').send(leaked).expect(200);
    await second.send('get', '/session').expect(401);
    const { body: shown } = await owner().get(`/v1/application-keys/${made.id}`).expect(200);
    expect(shown.state).toBe('revoked');
    expect(await api.database.knex('passkeys')).toEqual([]);
  });

  it('is registered only for the session that asked', async () => {
    await browser.signIn(api.team.owner).expect(201);
    const { body: options } = await browser.send('post', '/session/passkeys/options').expect(200);
    const person = { email: 'ada@example.com', name: 'Ada', team_role: 'user' };
    const invited = await owner().post('/v1/members').send(person).expect(201);
    const { token } = invited.body.invitation;
    await browser.send('post', '/session/invitations/accept', { token }).expect(201);
    const response = authenticator.register(String(options.challenge), {});
    await browser.send('post', '/session/passkeys', { name: 'My laptop', response }).expect(401);
    expect(await api.database.knex('passkeys')).toEqual([]);
  });

  it('ends, with its sessions, if an owner invites the member again', async () => {
    const person = { email: 'ada@example.com', name: 'Ada', team_role: 'user' };
    const invited = await owner().post('/v1/members').send(person).expect(201);
    const { token } = invited.body.invitation;
    const joined = await browser.send('post', '/session/invitations/accept', { token }).expect(201);
    await register();
    const second = openBrowser(api);
    expect((await signIn(second)).status).toBe(201);
    await browser
      .send('delete', `/v1/application-keys/${joined.body.application_key.id}`)
      .expect(204);
    await second.send('get', '/session').expect(200);
    await owner().post(`/v1/members/${invited.body.id}/invitation`).send({}).expect(201);
    await second.send('get', '/session').expect(401);
    expect((await signIn()).status).toBe(401);
  });

  it('ends with the membership', async () => {
    const person = { email: 'ada@example.com', name: 'Ada', team_role: 'user' };
    const invited = await owner().post('/v1/members').send(person).expect(201);
    const { token } = invited.body.invitation;
    await browser.send('post', '/session/invitations/accept', { token }).expect(201);
    await register();
    await owner().delete(`/v1/members/${invited.body.id}`).expect(204);
    expect((await signIn()).status).toBe(401);
    expect(await api.database.knex('passkeys')).toEqual([]);
  });

  it('is not guessed more than sixty times a minute from a network', async () => {
    for (let guess = 0; guess < 60; guess += 1) expect((await signIn()).status).toBe(401);
    expect((await signIn()).status).toBe(429);
  });
});

describe('a server without a name', () => {
  it('offers no passkeys, because browsers have none for addresses', async () => {
    const api = await createTestApi('sqlite');
    try {
      const browser = openBrowser(api);
      const { body } = await browser.send('get', '/session/methods').expect(200);
      expect(body).toMatchObject({ passkey: false });
      await browser.send('post', '/session/passkey/options').expect(404);
    } finally {
      await api.close();
    }
  });
});
