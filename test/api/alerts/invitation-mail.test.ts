import { DATABASES } from '../../support/api';
import { DAY, HOUR } from '../../support/manual-clock';
import { startAlarmed, tokenIn, type Alarmed } from './support/alarmed-organisation';

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

  test('reaches only whom it is for: neither the answer nor the database holds it', async () => {
    const invited = await invite();
    expect(invited.invitation).toMatchObject({ token: null, mailed: true });
    const waiting = JSON.stringify(await alarmed.api.database.knex('mails'));
    expect(waiting).toContain(invited.id);
    expect(waiting).not.toContain('inv_');
    const [mail, ...others] = await delivered();
    expect(others).toEqual([]);
    expect(mail).toMatchObject({
      to: ['ada@example.com'],
      subject: 'You are invited into the team "default"',
    });
    const joined = await accept(tokenIn(mail?.raw ?? '')).expect(200);
    expect(joined.body).toMatchObject({ id: invited.id, status: 'active' });
    expect(await delivered()).toEqual([]);
  });

  test('drawn again before the first was sent is one mail, with the one that is good', async () => {
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

  test('that ended while the mail server was down is not sent', async () => {
    await invite();
    await alarmed.mailServer.goDown();
    await alarmed.api.courier.runOnce();
    alarmed.api.clock.advance(7 * DAY);
    await alarmed.mailServer.comeUp();
    expect(await delivered()).toEqual([]);
  });

  test('of a run that was cut off is taken over by the next: a new one is mailed, and the old one ends', async () => {
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

  test('a notice is told and mailed to its member alone, and not after they have left', async () => {
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
