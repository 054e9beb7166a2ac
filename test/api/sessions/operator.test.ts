import type { Response } from 'supertest';
import { createTestApi, DATABASES, type TestApi } from '../../support/api';
import { DAY, HOUR } from '../../support/manual-clock';
import { openBrowser, OWN_PAGE, type Browser } from './browser';

interface Call {
  readonly method: 'get' | 'post' | 'patch' | 'put' | 'delete';
  readonly path: string;
}

describe.each(DATABASES)('the session of the operator, on %s', (on) => {
  let api: TestApi;
  let browser: Browser;

  beforeEach(async () => {
    api = await createTestApi(on);
    browser = openBrowser(api);
  });
  afterEach(() => api.close());

  const founding = { name: 'Acme', owner: { email: 'ada@example.com', name: 'Ada' } };

  /**
   * Every endpoint, on objects that do not exist, so that nothing changes between two calls. Those that verify
   * keys for other services ignore cookies.
   */
  const calls = (): readonly Call[] =>
    api.endpoints
      .filter(({ hot }) => hot !== true)
      .map(({ method, path }) => ({
        method: method as Call['method'],
        path: path.replaceAll(/\{(\w+)\}/g, 'none'),
      }));

  const ask = (by: ReturnType<TestApi['as']>, { method, path }: Call, cookie?: string) => {
    const request = by[method](path);
    if (cookie !== undefined) void request.set({ ...OWN_PAGE, cookie });
    return method === 'get' || method === 'delete' ? request : request.send({});
  };

  const outcome = ({ status, body }: Response) => ({
    status,
    code: (body as { code?: string } | undefined)?.code,
  });

  it('reaches exactly what the key reaches with which it began', async () => {
    await browser.signIn(api.operator).expect(201);
    const cookie = browser.cookie() ?? '';
    let refused = 0;
    for (const call of calls()) {
      const byKey = outcome(await ask(api.as(api.operator), call));
      const inSession = outcome(await ask(api.as(), call, cookie));
      expect({ call, ...inSession }).toEqual({ call, ...byKey });
      if (inSession.code === 'insufficient_permissions') refused += 1;
    }
    // The endpoints of teams, which are most of them.
    expect(refused).toBeGreaterThan(calls().length / 2);
  });

  it('reads no team by its ID, and creates teams', async () => {
    await browser.signIn(api.operator).expect(201);
    const named = browser.send('get', '/v1/teams').set('keyplane-team', api.team.id);
    expect((await named.expect(403)).body).toMatchObject({ code: 'unknown_team' });
    const { body } = await browser.send('post', '/v1/teams', founding).expect(201);
    expect(body).toMatchObject({ name: 'Acme', owner: { email: 'ada@example.com' } });
    await browser.send('get', '/v1/members').expect(403);
  });

  it('is not what a member of a team gets, whatever the row of the session says', async () => {
    await browser.signIn(api.team.owner).expect(201);
    const operators = api.endpoints.filter(({ access }) => access === 'operator');
    expect(operators.length).toBeGreaterThan(8);
    for (const { method, path } of operators) {
      const call = { method: method as Call['method'], path: path.replaceAll(/\{\w+\}/g, 'none') };
      const answer = await ask(api.as(), call, browser.cookie());
      expect({ call, ...outcome(answer) }).toEqual({
        call,
        status: 403,
        code: 'insufficient_permissions',
      });
    }
    await api.database
      .knex('sessions')
      .update({ subject_kind: 'operator', subject_id: 'op_first', team_id: null });
    await browser.send('get', '/v1/teams').expect(401);
  });

  it('changes nothing for a page of another site', async () => {
    await browser.signIn(api.operator).expect(201);
    const foreign = browser.as({ origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' });
    const { body } = await foreign.send('post', '/v1/teams', founding).expect(403);
    expect(body).toMatchObject({ code: 'cross_origin' });
    const teams = await browser.send('get', '/v1/teams').expect(200);
    expect(teams.body.items).toHaveLength(1);
  });

  it('ends if it is not used, and after a week in any case', async () => {
    await browser.signIn(api.operator).expect(201);
    api.clock.advance(12 * HOUR);
    await browser.send('get', '/v1/teams').expect(401);

    await browser.signIn(api.operator).expect(201);
    await api.database.knex('sessions').update({
      idle_expires_at: api.clock.now().getTime() + 30 * DAY,
    });
    api.clock.advance(7 * DAY - 1);
    await browser.send('get', '/v1/teams').expect(200);
    api.clock.advance(1);
    await browser.send('get', '/v1/teams').expect(401);
  });

  it('is listed and ended in another session of the operator, and by no member', async () => {
    const { body: opened } = await browser.signIn(api.operator).expect(201);
    const another = openBrowser(api);
    await another.signIn(api.operator).expect(201);
    const member = openBrowser(api);
    await member.signIn(api.team.owner).expect(201);
    const path = `/v1/sessions/${opened.session.id}`;
    await member.send('delete', path).expect(404);
    const { body } = await another.send('get', '/v1/sessions').expect(200);
    expect(body.items).toHaveLength(2);
    await another.send('delete', path).expect(204);
    await browser.send('get', '/v1/teams').expect(401);
    await another.send('get', '/v1/teams').expect(200);
  });

  it('ends with the key of the operator', async () => {
    await browser.signIn(api.operator).expect(201);
    const secrets = [api.operator.secret];
    await api.as().post('/v1/keys/revoke-leaked').send({ secrets }).expect(200);
    await browser.send('get', '/v1/teams').expect(401);
    const ended = await api.database.knex('sessions').whereNotNull('ended_at');
    expect(ended).toHaveLength(1);
  });

  it('takes the place of the session of a member in the same browser, and the other way round', async () => {
    await browser.signIn(api.team.owner).expect(201);
    const before = browser.cookie() ?? '';
    await browser.signIn(api.operator).expect(201);
    await api.as().get('/session').set('cookie', before).expect(401);
    await browser.send('get', '/v1/team').expect(403);
    const operators = browser.cookie() ?? '';
    await browser.signIn(api.team.owner).expect(201);
    await api.as().get('/v1/teams').set('cookie', operators).expect(401);
    await browser.send('get', '/v1/teams').expect(403);
    await browser.send('get', '/v1/team').expect(200);
  });

  it('is in the trail of the operator, and in that of the team that a change is about', async () => {
    const { body: opened } = await browser.signIn(api.operator).expect(201);
    await browser.send('patch', `/v1/teams/${api.team.id}`, { name: 'Renamed' }).expect(200);
    const actor = { kind: 'operator', key_id: null, session_id: opened.session.id };
    const { body: own } = await browser.send('get', '/v1/operator/audit-events').expect(200);
    expect(own.items.slice(0, 2)).toEqual([
      expect.objectContaining({ action: 'team.updated', actor: expect.objectContaining(actor) }),
      expect.objectContaining({ action: 'session.created', actor: expect.objectContaining(actor) }),
    ]);
    const { body: ofTeam } = await api
      .as(api.team.owner)
      .get('/v1/audit-events?action=team.updated')
      .expect(200);
    expect(ofTeam.items).toEqual([
      expect.objectContaining({ actor: expect.objectContaining(actor) }),
    ]);
    expect(JSON.stringify(own)).not.toContain(browser.cookie()?.split('=')[1]);
  });
});
