import { hash } from 'node:crypto';
import { createTestApi, DATABASES, type Credentials, type TestApi } from '../../support/api';
import { eventually } from '../../support/eventually';
import { DAY, HOUR, MINUTE } from '../../support/manual-clock';
import { openBrowser, OWN_PAGE, type Browser } from './browser';

describe.each(DATABASES)('sessions that begin with an application key, on %s', (on) => {
  let api: TestApi;
  let browser: Browser;

  beforeEach(async () => {
    api = await createTestApi(on);
    browser = openBrowser(api);
  });
  afterEach(() => api.close());

  const owner = () => api.as(api.team.owner);
  const nameOfCookie = () => `keyplane-${new URL(api.url).port}`;

  async function anotherKey(): Promise<Credentials & { id: string }> {
    const { body } = await owner().post('/v1/application-keys').send({}).expect(201);
    return { id: body.id, clientId: body.client_id, secret: body.secret };
  }

  async function joinAsUser(): Promise<Credentials & { memberId: string }> {
    const person = { email: 'ada@example.com', name: 'Ada', team_role: 'user' };
    const invited = await owner().post('/v1/members').send(person).expect(201);
    const { token } = invited.body.invitation;
    const { body } = await api.as().post('/v1/invitations/accept').send({ token }).expect(200);
    const { client_id: clientId, secret } = body.application_key;
    return { memberId: body.id, clientId, secret };
  }

  it('says how people can sign in', async () => {
    const { body } = await browser.send('get', '/session/methods').expect(200);
    expect(body).toEqual({ application_key: true, email_link: false, passkey: false, oidc: null });
  });

  it('shows the member and the team, and acts as the member', async () => {
    const { body } = await browser.signIn(api.team.owner).expect(201);
    expect(body).toEqual({
      session: {
        id: expect.stringMatching(/^ses_/),
        method: 'application_key',
        application_key_id: expect.stringMatching(/^ak_/),
        created_at: api.clock.now().toISOString(),
        expires_at: new Date(api.clock.now().getTime() + 7 * DAY).toISOString(),
        idle_expires_at: new Date(api.clock.now().getTime() + 12 * HOUR).toISOString(),
      },
      person: null,
      memberships: [
        {
          team: { id: api.team.id, name: 'default' },
          member: {
            id: api.team.owner.memberId,
            name: 'Owner of default',
            email: 'owner@default.example',
            role: 'owner',
          },
        },
      ],
      unclaimed: [],
      operator: false,
    });
    expect((await browser.send('get', '/session').expect(200)).body).toEqual(body);
    const me = await browser.send('get', '/v1/whoami').expect(200);
    expect(me.body).toMatchObject({
      kind: 'member',
      id: api.team.owner.memberId,
      key_id: null,
      session_id: body.session.id,
    });
    await browser.send('post', '/v1/roles', { name: 'Reader', permissions: [] }).expect(201);
  });

  it('acts as the operator with a key of the operator', async () => {
    const { body } = await browser.signIn(api.operator).expect(201);
    expect(body).toMatchObject({ person: null, memberships: [], operator: true });
    await browser.send('get', '/v1/teams').expect(200);
    const { body: sessions } = await browser.send('get', '/v1/sessions').expect(200);
    expect(sessions.items).toHaveLength(1);
  });

  it('refuses a wrong secret, an unknown client and the key of a program', async () => {
    const wrong = { ...api.team.owner, secret: api.operator.secret };
    const first = await browser.signIn(wrong).expect(401);
    expect(first.body).toMatchObject({ code: 'unauthenticated' });
    expect(first.headers['set-cookie']).toBeUndefined();
    expect(first.headers['www-authenticate']).not.toContain('Basic');
    const unknown = await browser.signIn({ clientId: 'nobody', secret: 'nothing' }).expect(401);
    expect(unknown.body.detail).toBe(first.body.detail);

    const account = await owner().post('/v1/service-accounts').send({ name: 'CI' }).expect(201);
    const key = await owner()
      .post('/v1/service-account-keys')
      .send({ service_account_id: account.body.id, name: 'CI', expires_at: 'never' })
      .expect(201);
    const program = { clientId: key.body.client_id, secret: key.body.secret };
    const refused = await browser.signIn(program).expect(403);
    expect(refused.body.detail).toContain('Sign in with an application key');
  });

  it('refuses further guesses from a network after sixty', async () => {
    const guess = { clientId: api.team.owner.clientId, secret: 'wrong' };
    for (let attempt = 0; attempt < 60; attempt += 1) await browser.signIn(guess).expect(401);
    await browser.signIn(guess).expect(429);
    await browser.signIn(api.team.owner).expect(201);
  });

  it('gives the browser a cookie that scripts and other hosts cannot read', async () => {
    const { headers } = await browser.signIn(api.team.owner).expect(201);
    const [line] = headers['set-cookie'] as unknown as string[];
    const [pair, ...attributes] = (line ?? '').split('; ');
    expect(pair).toMatch(new RegExp(`^${nameOfCookie()}=[A-Za-z0-9_-]{43}$`));
    expect(attributes.filter((attribute) => !attribute.startsWith('Expires'))).toEqual([
      `Max-Age=${(7 * DAY) / 1000}`,
      'Path=/',
      'HttpOnly',
      'SameSite=Lax',
    ]);
  });

  it('stores only a hash of the cookie', async () => {
    await browser.signIn(api.team.owner).expect(201);
    const token = browser.cookie()?.split('=')[1] ?? '';
    const [row] = await api.database.knex('sessions');
    expect(row.token_hash).toBe(hash('sha256', token));
    expect(JSON.stringify(row)).not.toContain(token);
  });

  it('draws another cookie at each sign-in and ends the session before', async () => {
    const planted = `${nameOfCookie()}=${'a'.repeat(43)}`;
    const fixed = openBrowser(api, { ...OWN_PAGE, cookie: planted });
    await fixed.signIn(api.team.owner).expect(201);
    expect(fixed.cookie()).not.toContain('a'.repeat(43));
    await api.as().get('/session').set('cookie', planted).expect(401);

    await browser.signIn(api.team.owner).expect(201);
    const before = browser.cookie() ?? '';
    await browser.signIn(api.team.owner).expect(201);
    expect(browser.cookie()).not.toBe(before);
    await api.as().get('/v1/whoami').set('cookie', before).expect(401);
  });

  it('refuses two cookies of one name', async () => {
    await browser.signIn(api.team.owner).expect(201);
    const cookie = `${browser.cookie()}; ${nameOfCookie()}=another`;
    const { body } = await api.as().get('/v1/whoami').set('cookie', cookie).expect(401);
    expect(body.detail).toContain('2 cookies');
  });

  it('ends when the member signs out or in again, also among two cookies of one name', async () => {
    const ended = async (by: Browser, method: 'delete' | 'post', body?: object) => {
      const cookie = by.cookie() ?? '';
      const two = `${nameOfCookie()}=another; ${cookie}`;
      const request = api.as()[method]('/session').set(OWN_PAGE).set('cookie', two);
      await (body === undefined ? request.expect(204) : request.send(body).expect(201));
      await api.as().get('/session').set('cookie', cookie).expect(401);
    };
    await browser.signIn(api.team.owner).expect(201);
    await ended(browser, 'delete');
    const { clientId, secret } = api.team.owner;
    await browser.signIn(api.team.owner).expect(201);
    await ended(browser, 'post', { client_id: clientId, client_secret: secret });
  });

  it('is not disturbed by a cookie without a name', async () => {
    await browser.signIn(api.team.owner).expect(201);
    const cookie = `${nameOfCookie()}x; ${browser.cookie()}`;
    await api.as().get('/v1/whoami').set('cookie', cookie).expect(200);
  });

  it('ends when the member signs out', async () => {
    await browser.signIn(api.team.owner).expect(201);
    const cookie = browser.cookie() ?? '';
    await browser.send('delete', '/session').expect(204);
    expect(browser.cookie()).toBeUndefined();
    await api.as().get('/session').set('cookie', cookie).expect(401);
    await browser.send('delete', '/session').expect(204);
  });

  it('ends if it is not used for half a day, and after a week in any case', async () => {
    await browser.signIn(api.team.owner).expect(201);
    const idleExpiry = async () =>
      (await browser.send('get', '/session').expect(200)).body.session.idle_expires_at;
    const ends = api.clock.now().getTime() + 7 * DAY;
    for (let halfDay = 1; halfDay < 14; halfDay += 1) {
      api.clock.advance(12 * HOUR - 1);
      await browser.send('get', '/v1/whoami').expect(200);
      const next = new Date(Math.min(api.clock.now().getTime() + 12 * HOUR, ends)).toISOString();
      await eventually(async () => expect(await idleExpiry()).toBe(next));
    }
    api.clock.advance(12 * HOUR + 13);
    await browser.send('get', '/v1/whoami').expect(401);

    const idle = openBrowser(api);
    await idle.signIn(api.team.owner).expect(201);
    api.clock.advance(12 * HOUR);
    await idle.send('get', '/v1/whoami').expect(401);
  });

  it('remembers a use at most once a minute', async () => {
    await browser.signIn(api.team.owner).expect(201);
    const created = api.clock.now().getTime();
    const seen = async () => Number((await api.database.knex('sessions'))[0].last_seen_at);
    api.clock.advance(MINUTE - 1);
    await browser.send('get', '/v1/whoami').expect(200);
    api.clock.advance(1);
    await browser.send('get', '/v1/whoami').expect(200);
    await eventually(async () => expect(await seen()).toBe(created + MINUTE));
  });

  it('is listed and ended by its member, and by nobody else', async () => {
    await browser.signIn(api.team.owner).expect(201);
    const second = openBrowser(api, { ...OWN_PAGE, 'user-agent': 'Firefox' });
    const { body: opened } = await second.signIn(api.team.owner).expect(201);
    const { body } = await browser.send('get', '/v1/sessions').expect(200);
    expect(body.items).toEqual([
      expect.objectContaining({ id: opened.session.id, current: false, user_agent: 'Firefox' }),
      expect.objectContaining({ method: 'application_key', current: true }),
    ]);

    const stranger = openBrowser(api);
    await stranger.signIn(await joinAsUser()).expect(201);
    const path = `/v1/sessions/${opened.session.id}`;
    expect((await stranger.send('get', '/v1/sessions')).body.items).toHaveLength(1);
    await stranger.send('delete', path).expect(404);
    await browser.send('delete', path).expect(204);
    await browser.send('delete', path).expect(404);
    await second.send('get', '/session').expect(401);
    await browser.send('get', '/session').expect(200);
  });

  it('ends with the key, with its secret, and while the key is disabled', async () => {
    const key = await anotherKey();
    await browser.signIn(key).expect(201);
    const path = `/v1/application-keys/${key.id}`;
    await owner().patch(path).send({ enabled: false }).expect(200);
    await browser.send('get', '/v1/whoami').expect(401);
    await owner().patch(path).send({ enabled: true }).expect(200);
    await browser.send('get', '/v1/whoami').expect(200);
    await owner().post(`${path}/rotate`).send({}).expect(200);
    await browser.send('get', '/v1/whoami').expect(401);

    const another = await anotherKey();
    await browser.signIn(another).expect(201);
    await owner().delete(`/v1/application-keys/${another.id}`).expect(204);
    await browser.send('get', '/session').expect(401);
    expect(await endedSessions()).toHaveLength(1);
  });

  it('ends with the membership', async () => {
    const member = await joinAsUser();
    await browser.signIn(member).expect(201);
    await owner().delete(`/v1/members/${member.memberId}`).expect(204);
    await browser.send('get', '/v1/whoami').expect(401);
    expect(await endedSessions()).toHaveLength(1);
  });

  it('ends with the suspension of the team, and does not come back', async () => {
    await browser.signIn(api.team.owner).expect(201);
    const suspend = (suspended: boolean) =>
      api.as(api.operator).patch(`/v1/teams/${api.team.id}`).send({ suspended }).expect(200);
    await suspend(true);
    await browser.send('get', '/v1/whoami').expect(401);
    await suspend(false);
    await browser.send('get', '/v1/whoami').expect(401);
    await owner().get('/v1/whoami').expect(200);
  });

  it('has the role that the member has now', async () => {
    const member = await joinAsUser();
    await browser.signIn(member).expect(201);
    await browser.send('post', '/v1/roles', { name: 'A', permissions: [] }).expect(403);
    await owner().patch(`/v1/members/${member.memberId}`).send({ team_role: 'admin' }).expect(200);
    await browser.send('post', '/v1/roles', { name: 'A', permissions: [] }).expect(201);
  });

  it('reaches its own team alone, whatever addresses other teams invite', async () => {
    const other = await api.foundTeam('other');
    const mallory = { email: 'owner@other.example', name: 'M', team_role: 'user' };
    const invited = await owner().post('/v1/members').send(mallory).expect(201);
    const { token } = invited.body.invitation;
    const joined = await api.as().post('/v1/invitations/accept').send({ token }).expect(200);
    const { client_id: clientId, secret } = joined.body.application_key;
    const { body } = await browser.signIn({ clientId, secret }).expect(201);
    expect(body.memberships).toHaveLength(1);
    const request = browser.send('get', '/v1/whoami').set('keyplane-team', other.id);
    expect((await request.expect(403)).body).toMatchObject({ code: 'unknown_team' });
    await browser.send('get', '/v1/whoami').set('keyplane-team', api.team.id).expect(200);
  });

  it('records the key that it began with as the origin of the keys that it creates', async () => {
    await browser.signIn(api.team.owner).expect(201);
    const { body } = await browser.send('post', '/v1/application-keys', {}).expect(201);
    await api
      .as()
      .post('/v1/keys/revoke-leaked')
      .send({ secrets: [api.team.owner.secret], cascade: true });
    const made = { clientId: body.client_id, secret: body.secret };
    await api.as(made).get('/v1/whoami').expect(401);
  });

  it('is in the audit trail with each change', async () => {
    const { body } = await browser.signIn(api.team.owner).expect(201);
    const token = browser.cookie()?.split('=')[1] ?? '';
    await browser.send('post', '/v1/roles', { name: 'Reader', permissions: [] }).expect(201);
    await browser.send('delete', '/session').expect(204);
    const trail = await owner().get('/v1/audit-events').expect(200);
    const actor = {
      kind: 'member',
      id: api.team.owner.memberId,
      key_id: null,
      session_id: body.session.id,
    };
    expect(
      trail.body.items
        .filter((event: { actor: { session_id: string | null } }) => event.actor.session_id)
        .map(({ action, actor }: { action: string; actor: object }) => ({ action, actor })),
    ).toEqual([
      { action: 'session.ended', actor: expect.objectContaining(actor) },
      { action: 'role.created', actor: expect.objectContaining(actor) },
      { action: 'session.created', actor: expect.objectContaining(actor) },
    ]);
    expect(token).not.toBe('');
    expect(JSON.stringify(trail.body)).not.toContain(token);
  });

  it('forgets sessions a month after their longest life', async () => {
    await browser.signIn(api.team.owner).expect(201);
    api.clock.advance(38 * DAY);
    await browser.send('get', '/session').expect(401);
    await api.slices.purgeSessions();
    expect(await api.database.knex('sessions')).toEqual([]);
  });

  const endedSessions = () => api.database.knex('sessions').whereNotNull('ended_at');
});
