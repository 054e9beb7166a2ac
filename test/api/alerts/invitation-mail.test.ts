import { DATABASES } from '../../support/api';
import { DAY, HOUR } from '../../support/manual-clock';
import { startAlarmed, tokenIn, type Alarmed } from './support/alarmed-organization';

describe.each(DATABASES)('an invitation by mail on %s', (databaseName) => {
  let alarmed: Alarmed;

  beforeEach(async () => {
    alarmed = await startAlarmed(databaseName);
  });
  afterEach(() => alarmed.close());

  const ada = { email: 'ada@example.com', name: 'Ada', team_role: 'user' };
  const invite = async (headers: Record<string, string> = {}) =>
    (await alarmed.api.as(alarmed.owner).post('/v1/members').set(headers).send(ada).expect(201))
      .body;
  const accept = (token: string) => alarmed.api.as().post('/v1/invitations/accept').send({ token });
  const delivered = async () => {
    await alarmed.api.courier.runOnce();
    return alarmed.mailServer.take();
  };

  test('reaches only its recipient: neither the answer nor the database contains it', async () => {
    const invited = await invite();
    expect(invited.invitation).toMatchObject({ token: null, mailed: true });
    const waiting = JSON.stringify(await alarmed.api.database.knex('mails'));
    expect(waiting).toContain(invited.id);
    expect(waiting).not.toContain('inv_');
    const [mail, ...others] = await delivered();
    expect(others).toEqual([]);
    expect(mail).toMatchObject({
      to: ['ada@example.com'],
      subject: 'You are invited to a team on Keyplane',
    });
    const joined = await accept(tokenIn(mail?.raw ?? '')).expect(200);
    expect(joined.body).toMatchObject({ id: invited.id, status: 'active' });
    expect(await delivered()).toEqual([]);
  });

  test('is a single mail with the newest invitation if the invitation was renewed before it was sent', async () => {
    const invited = await invite();
    await alarmed.api
      .as(alarmed.owner)
      .post(`/v1/members/${invited.id}/invitation`)
      .send({})
      .expect(201);
    const mails = await delivered();
    expect(mails).toHaveLength(1);
    await accept(tokenIn(mails[0]?.raw ?? '')).expect(200);
  });

  test('is not sent if it ended while the mail server was down', async () => {
    await invite();
    await alarmed.mailServer.goDown();
    await alarmed.api.courier.runOnce();
    alarmed.api.clock.advance(7 * DAY);
    await alarmed.mailServer.comeUp();
    expect(await delivered()).toEqual([]);
  });

  test('is replaced by the next run if its run was cut off: a new one is mailed, and the old one ends', async () => {
    const run = (id: string) => ({ 'keyplane-stack': 'main', 'keyplane-run': id });
    const first = await invite(run('one'));
    const [lost] = await delivered();
    await alarmed.api.as(alarmed.owner).post('/v1/runs/cut-off').set(run('one')).expect(204);
    const second = await invite(run('two'));
    expect(second.id).toBe(first.id);
    await accept(tokenIn(lost?.raw ?? '')).expect(409);
    const [mail] = await delivered();
    const joined = await accept(tokenIn(mail?.raw ?? '')).expect(200);
    expect(joined.body.id).toBe(second.id);
  });

  test('contains nothing from the inviter except the name of the team, and no link', async () => {
    const { api, owner } = alarmed;
    const name = 'Win: http://evil.example/x or mail@evil.example';
    await api.as(owner).patch('/v1/team').send({ name }).expect(200);
    await api
      .as(owner)
      .post('/v1/members')
      .send({ ...ada, name: 'Your bank at evil.example' })
      .expect(201);
    const [mail] = await delivered();
    expect(mail?.raw).not.toContain('evil.example');
    expect(mail?.raw).not.toContain('Your bank');
    expect(mail?.raw).toContain('http[:][/][/]evil[.]example[/]x or mail[@]evil[.]example');
    expect(mail?.raw).toMatch(/^To: ada@example.com$/im);
  });

  test('reaches one address at most ten times a day, from all teams together', async () => {
    const { api, owner } = alarmed;
    const { id } = await invite();
    const again = (key = owner, at = id) =>
      api.as(key).post(`/v1/members/${at}/invitation`).send({});
    for (let sent = 1; sent < 10; sent += 1) await again().expect(201);
    await api.as(owner).post(`/v1/members/${id}/invitation?dry_run=true`).send({}).expect(429);
    const refused = await again().expect(429);
    expect(refused.body).toMatchObject({ code: 'rate_limited' });
    expect(refused.headers['retry-after']).toBe('86400');

    const other = await api.foundTeam('Other');
    await api
      .as(other.owner)
      .post('/v1/members')
      .send({ ...ada, email: 'ADA@example.com' })
      .expect(429);
    api.clock.advance(DAY);
    await api.as(other.owner).post('/v1/members').send(ada).expect(201);
  });

  test('does not count if it was a dry run or was refused', async () => {
    const { api, owner } = alarmed;
    for (let asked = 0; asked < 12; asked += 1) {
      await api.as(owner).post('/v1/members?dry_run=true').send(ada).expect(201);
    }
    await invite();
    for (let asked = 0; asked < 12; asked += 1) {
      await api.as(owner).post('/v1/members').send(ada).expect(409);
    }
    expect(await api.database.knex('sent_invitations')).toHaveLength(1);
  });

  test('is sent at most 200 times an hour by one team', async () => {
    const { api, owner } = alarmed;
    const at = api.clock.now().getTime();
    const sent = Array.from({ length: 199 }, (_, index) => ({
      team_id: api.team.id,
      recipient: `r${index}`,
      sent_at: at,
    }));
    await api.database.knex.batchInsert('sent_invitations', sent, 100);
    await invite();
    const grace = { ...ada, email: 'grace@example.com' };
    const refused = await api.as(owner).post('/v1/members').send(grace).expect(429);
    expect(refused.body.detail).toContain('200 invitations within an hour');
    const other = await api.foundTeam('Other');
    await api.as(other.owner).post('/v1/members').send(grace).expect(201);
    api.clock.advance(HOUR);
    await api.as(owner).post('/v1/members').send(grace).expect(201);
  });

  test('no longer counts as sent after a day', async () => {
    await invite();
    const { api } = alarmed;
    await api.slices.invitationLimits.purge();
    expect(await api.database.knex('sent_invitations')).toHaveLength(1);
    api.clock.advance(DAY + HOUR);
    await api.slices.invitationLimits.purge();
    expect(await api.database.knex('sent_invitations')).toEqual([]);
  });

  test('has limits that do not apply to notices, which go only to their member and to nobody after the member has left', async () => {
    const member = await alarmed.join();
    const { api, mailServer } = alarmed;
    const notice = { teamId: api.team.id, memberId: member.id, subject: 'Assigned', text: 'Yes.' };
    await api.slices.notices.send(notice);
    expect(await alarmed.notificationsOf(member)).toEqual([
      expect.objectContaining({ topic: null, subject: 'Assigned', text: 'Yes.' }),
    ]);
    expect(await delivered()).toEqual([
      expect.objectContaining({ to: [member.email], subject: 'Assigned' }),
    ]);
    await mailServer.goDown();
    await api.slices.notices.send(notice);
    await api.as(member).delete(`/v1/members/${member.id}`).expect(204);
    await mailServer.comeUp();
    api.clock.advance(HOUR);
    expect(await delivered()).toEqual([]);
  });
});
