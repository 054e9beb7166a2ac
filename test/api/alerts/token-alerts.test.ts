import { DATABASES } from '../../support/api';
import { DAY } from '../../support/manual-clock';
import { startAlarmed, type Alarmed } from './support/alarmed-organization';

describe.each(DATABASES)('alerts about expiring tokens, on %s', (databaseName) => {
  let alarmed: Alarmed;

  beforeAll(async () => {
    alarmed = await startAlarmed(databaseName);
  });
  afterAll(() => alarmed.close());

  test('go to subscribers for a shared token, and to its member for a personal one (S5)', async () => {
    const { api, owner, mailServer } = alarmed;
    const [member, subscriber] = [await alarmed.join(), await alarmed.join()];
    await alarmed.group([subscriber.id]);
    const key = { name: 'checkout', accept_terms: '2026-11', member_ids: [member.id] };
    const { body } = await api.as(owner).post('/v1/service-keys').send(key).expect(201);
    const token = { service_key_id: body.id, expires_in: '16d' };
    const shared = { ...token, kind: 'shared', name: 'worker' };
    await api.as(owner).post('/v1/service-key-tokens').send(shared).expect(201);
    const personal = { ...token, kind: 'personal', name: 'laptop' };
    await api.as(member).post('/v1/service-key-tokens').send(personal).expect(201);
    mailServer.take();
    api.clock.advance(14 * DAY);
    await api.courier.runOnce();

    expect(await alarmed.notificationsOf(subscriber)).toMatchObject([
      { topic: 'account_alerts', subject: 'The token "worker" of "checkout" expires in 2 days' },
    ]);
    expect(await alarmed.notificationsOf(member)).toMatchObject([
      { topic: null, subject: expect.stringMatching(/"laptop".* 2 days/) },
    ]);
    expect(await alarmed.notificationsOf(owner)).toEqual([]);
    const mails = mailServer.take();
    expect(mails.flatMap(({ to }) => to).sort()).toEqual([member.email, subscriber.email].sort());
    for (const { raw } of mails) expect(raw).not.toMatch(/kp[ast]_/);
  });
});
