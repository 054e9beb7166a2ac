import { createTestApi, DATABASES, type TestTeam } from '../../support/api';
import { openBrowser } from './browser';
import { invitationIn, startMailed, type Mailed } from './mailed';

const ADA = 'ada@example.com';

describe.each(DATABASES)('the teams of a person, on %s', (on) => {
  let mailed: Mailed;
  let other: TestTeam;

  beforeEach(async () => {
    mailed = await startMailed(on);
    other = await mailed.api.foundTeam('other');
  });
  afterEach(() => mailed.close());

  const accept = (token: string, browser = openBrowser(mailed.api)) =>
    browser.send('post', '/session/invitations/accept', { token });

  /** Accepts the mailed invitation of a team. */
  async function join(team: TestTeam) {
    const id = await mailed.invite(ADA, team);
    const browser = openBrowser(mailed.api);
    const { body } = await accept(invitationIn(await mailed.nextMailTo(ADA)), browser).expect(201);
    return { id, browser, body };
  }

  it('are joined with a link that opens the console, and that proves the address', async () => {
    const id = await mailed.invite(ADA);
    const mail = await mailed.nextMailTo(ADA);
    const token = invitationIn(mail);
    expect(mail.raw.replaceAll('=3D', '=')).toContain(`${mailed.api.url}/join#token=${token}`);
    const browser = openBrowser(mailed.api);
    const { body } = await accept(token, browser).expect(201);
    expect(body).toMatchObject({
      session: { method: 'email_link' },
      person: { email: ADA },
      memberships: [{ team: { id: mailed.api.team.id }, member: { id, email: ADA } }],
      application_key: { secret: expect.stringMatching(/^kpa_/) },
    });
    await browser.send('get', '/v1/whoami').expect(200);
    await accept(token).expect(409);
  });

  it('are reached by one session, and each request names one of them', async () => {
    const first = await join(mailed.api.team);
    const second = await join(other);
    expect(second.body.person).toEqual(first.body.person);
    expect(second.body.memberships).toHaveLength(2);
    const { browser } = second;
    const whoami = (team: string) => browser.send('get', '/v1/whoami').set('keyplane-team', team);
    expect((await whoami(mailed.api.team.id).expect(200)).body).toMatchObject({ id: first.id });
    expect((await whoami(other.id).expect(200)).body).toMatchObject({ id: second.id });
    const unnamed = await browser.send('get', '/v1/whoami').expect(422);
    expect(unnamed.body.errors).toEqual([
      expect.objectContaining({ pointer: '#keyplane-team', code: 'team_required' }),
    ]);
    for (const team of ['team_0', 'nothing', 'constructor']) {
      expect((await whoami(team).expect(403)).body).toMatchObject({ code: 'unknown_team' });
    }
  });

  it('are no longer reached after the member left or while the team is suspended', async () => {
    const { api } = mailed;
    const first = await join(api.team);
    const { browser } = await join(other);
    const whoami = (team: string) => browser.send('get', '/v1/whoami').set('keyplane-team', team);
    const suspend = (suspended: boolean) =>
      api.as(api.operator).patch(`/v1/teams/${other.id}`).send({ suspended }).expect(200);
    await suspend(true);
    await whoami(other.id).expect(403);
    await whoami(api.team.id).expect(200);
    await suspend(false);
    await whoami(other.id).expect(200);
    await api.as(api.team.owner).delete(`/v1/members/${first.id}`).expect(204);
    await whoami(api.team.id).expect(403);
    expect((await browser.send('get', '/session').expect(200)).body.memberships).toHaveLength(1);
  });

  it('end the sessions and passkeys of a person who has left the last of them', async () => {
    const { api } = mailed;
    const first = await join(api.team);
    const second = await join(other);
    const { id } = second.body.person as { id: string };
    await api.database.knex('passkeys').insert({
      id: 'pky_of-ada',
      credential_id: 'a-credential',
      public_key: '',
      counter: 0,
      transports: '[]',
      name: 'My laptop',
      subject_kind: 'person',
      subject_id: id,
      created_at: 0,
    });
    await api.as(api.team.owner).delete(`/v1/members/${first.id}`).expect(204);
    await second.browser.send('get', '/session').expect(200);
    expect(await api.database.knex('passkeys')).toHaveLength(1);
    await api.as(other.owner).delete(`/v1/members/${second.id}`).expect(204);
    await second.browser.send('get', '/session').expect(401);
    expect(await api.database.knex('passkeys')).toEqual([]);

    const { browser } = await join(other);
    await second.browser.send('get', '/session').expect(401);
    await browser.send('get', '/v1/whoami').expect(200);
  });

  it('are reached again after an owner let the member start over, once the address is proved', async () => {
    const { api } = mailed;
    const { id, browser, body } = await join(api.team);
    const key = `/v1/application-keys/${body.application_key.id}`;
    await browser.send('delete', key).expect(204);
    await api.as(api.team.owner).post(`/v1/members/${id}/invitation`).send({}).expect(201);
    await browser.send('get', '/v1/whoami').expect(403);
    const token = invitationIn(await mailed.nextMailTo(ADA));
    const again = openBrowser(api);
    const accepted = await accept(token, again).expect(201);
    expect(accepted.body).toMatchObject({ memberships: [{ member: { id } }] });
    await again.send('get', '/v1/whoami').expect(200);
  });

  it('show the sign-in in the trail of each of them', async () => {
    const { body } = await join(mailed.api.team);
    await join(other);
    for (const [team, count] of [
      [mailed.api.team, 2],
      [other, 1],
    ] as const) {
      const trail = await mailed.api
        .as(team.owner)
        .get('/v1/audit-events?action=session.created')
        .expect(200);
      expect(trail.body.items).toHaveLength(count);
      expect(trail.body.items[0].actor).toMatchObject({ kind: 'member', key_id: null });
    }
    expect(body.session.id).toMatch(/^ses_/);
  });

  it('are not joined only because somebody wrote the address of the person', async () => {
    const { browser } = await join(mailed.api.team);
    const stranger = await mailed.memberWithoutMail(ADA, other);
    const { body } = await browser.send('get', '/session').expect(200);
    expect(body.memberships).toHaveLength(1);
    expect(body.unclaimed).toEqual([
      {
        team: { id: other.id, name: 'other' },
        member: expect.objectContaining({ id: stranger }),
        status: 'active',
        invited_by: null,
      },
    ]);
    await browser.send('get', '/v1/whoami').set('keyplane-team', other.id).expect(403);

    const claim = () => browser.send('post', '/session/memberships', { member_id: stranger });
    expect((await claim().expect(201)).body.memberships).toHaveLength(2);
    await claim().expect(404);
    await browser.send('get', '/v1/whoami').set('keyplane-team', other.id).expect(200);
  });

  it('are claimed at the first sign-in if there is only one, also if it is an invitation', async () => {
    const id = await mailed.invite(ADA);
    await mailed.nextMailTo(ADA);
    const { session } = await mailed.signInByMail(ADA);
    expect(session.memberships).toEqual([
      expect.objectContaining({ member: expect.objectContaining({ id }) }),
    ]);
    const { body } = await mailed.api.as(mailed.api.team.owner).get(`/v1/members/${id}`);
    expect(body).toMatchObject({ status: 'active', invitation_expires_at: null });
  });

  it('are chosen by the person if there are several', async () => {
    await mailed.memberWithoutMail(ADA);
    await mailed.memberWithoutMail(ADA, other);
    const { session, browser } = await mailed.signInByMail(ADA);
    expect(session.memberships).toEqual([]);
    expect(session.unclaimed).toHaveLength(2);
    expect((await browser.send('get', '/v1/whoami').expect(403)).body).toMatchObject({
      code: 'unknown_team',
    });
  });

  it('say who has invited the person last', async () => {
    await mailed.memberWithoutMail(ADA);
    // Only IDs of different milliseconds are in order.
    mailed.api.clock.advance(1);
    const id = await mailed.invite(ADA, other);
    await mailed.nextMailTo(ADA);
    const { session, browser } = await mailed.signInByMail(ADA);
    const inviters = (body: { unclaimed: { status: string; invited_by: object | null }[] }) =>
      body.unclaimed.map(({ status, invited_by }) => ({ status, invited_by }));
    expect(inviters(session)).toEqual([
      { status: 'active', invited_by: null },
      { status: 'invited', invited_by: { kind: 'member', name: 'Owner of other' } },
    ]);
    const admin = { email: 'grace@example.com', name: 'Grace', team_role: 'admin' };
    await mailed.api.as(other.owner).post('/v1/members').send(admin).expect(201);
    const joined = await accept(invitationIn(await mailed.nextMailTo(admin.email))).expect(201);
    const { client_id: clientId, secret } = joined.body.application_key;
    const again = mailed.api.as({ clientId, secret }).post(`/v1/members/${id}/invitation`);
    await again.send({}).expect(201);
    const { body } = await browser.send('get', '/session').expect(200);
    expect(inviters(body)[1]?.invited_by).toEqual({ kind: 'member', name: 'Grace' });
  });

  it('cannot be claimed by a session that has not proved the address', async () => {
    const { body: joined } = await join(mailed.api.team);
    const key = {
      clientId: joined.application_key.client_id,
      secret: joined.application_key.secret,
    };
    const member_id = await mailed.memberWithoutMail(ADA, other);
    const browser = openBrowser(mailed.api);
    const { body } = await browser.signIn(key).expect(201);
    expect(body).toMatchObject({ person: null, unclaimed: [] });
    expect(body.memberships).toHaveLength(1);
    await browser.send('post', '/session/memberships', { member_id }).expect(403);
  });

  it('cannot be claimed with another address, or by another person', async () => {
    const { id } = await join(mailed.api.team);
    await mailed.memberWithoutMail('eve@example.com', other);
    const { browser } = await mailed.signInByMail('eve@example.com');
    await browser.send('post', '/session/memberships', { member_id: id }).expect(404);
    const bob = await mailed.invite('bob@example.com');
    await browser.send('post', '/session/memberships', { member_id: bob }).expect(404);
  });

  it('list and end the sessions of the person, but show no key those of other teams', async () => {
    const first = await join(mailed.api.team);
    const second = await join(other);
    const sessions = await second.browser
      .send('get', '/v1/sessions')
      .set('keyplane-team', other.id)
      .expect(200);
    expect(sessions.body.items).toHaveLength(2);
    const { client_id: clientId, secret } = second.body.application_key;
    const byKey = await mailed.api.as({ clientId, secret }).get('/v1/sessions').expect(200);
    expect(byKey.body.items).toEqual([]);
    await second.browser
      .send('delete', `/v1/sessions/${first.body.session.id}`)
      .set('keyplane-team', other.id)
      .expect(204);
    await first.browser.send('get', '/session').expect(401);
  });

  it('are joined again by a member whom an owner lets start over', async () => {
    const { id, browser, body } = await join(mailed.api.team);
    const { client_id: clientId, secret } = body.application_key;
    const [{ id: keyId }] = (
      await mailed.api.as({ clientId, secret }).get('/v1/application-keys').expect(200)
    ).body.items;
    await browser.send('delete', `/v1/application-keys/${keyId}`).expect(204);
    await browser.send('delete', '/session').expect(204);
    await mailed.api
      .as(mailed.api.team.owner)
      .post(`/v1/members/${id}/invitation`)
      .send({})
      .expect(201);
    const again = await accept(invitationIn(await mailed.nextMailTo(ADA))).expect(201);
    expect(again.body.memberships).toEqual([
      expect.objectContaining({ member: expect.objectContaining({ id }) }),
    ]);
  });
});

describe.each(DATABASES)('an invitation that was not mailed, on %s', (on) => {
  it('begins a session of that member alone', async () => {
    const api = await createTestApi(on);
    try {
      const body = { email: ADA, name: 'Ada', team_role: 'user' };
      const invited = await api.as(api.team.owner).post('/v1/members').send(body).expect(201);
      const { token } = invited.body.invitation;
      const joined = await openBrowser(api)
        .send('post', '/session/invitations/accept', { token })
        .expect(201);
      expect(joined.body).toMatchObject({
        session: { method: 'application_key' },
        person: null,
        memberships: [{ member: { email: ADA } }],
        unclaimed: [],
      });
      await openBrowser(api).send('post', '/session/email-link', { email: ADA }).expect(404);
    } finally {
      await api.close();
    }
  });
});
