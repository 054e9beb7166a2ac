import { shownTime } from '../../../api/domain/shown-time';
import { createSlices } from '../../../api/app/slices';
import { createUlidIds } from '../../../api/app/ulid-ids';
import { startCourier } from '../../../api/app/courier';
import { openDatabase } from '../../../api/database/database';
import { createMetrics } from '../../../api/operations/metrics';
import { Concealed } from '../../../api/lib/concealed';
import { createTestApi, DATABASES } from '../../support/api';
import { DAY, HOUR, MINUTE } from '../../support/manual-clock';
import { testOnPostgres } from '../../support/on-postgres';
import { startAlarmed, type Alarmed } from './support/alarmed-organization';

const subjectsOf = (items: readonly { subject: string }[]) => items.map(({ subject }) => subject);

describe.each(DATABASES)('alerts about expiring keys, on %s', (databaseName) => {
  let alarmed: Alarmed;

  beforeEach(async () => {
    alarmed = await startAlarmed(databaseName);
  });
  afterEach(() => alarmed.close());

  const dailies = (from: number, to: number) =>
    Array.from({ length: from - to + 1 }, (_, at) => {
      const days = from - at;
      return `The service account key "CI" of "Deployer" expires in ${days} day${days === 1 ? '' : 's'}`;
    });
  const EXPIRED = 'The service account key "CI" of "Deployer" has expired';

  test('are sent daily from 14 days before the expiry, in Keyplane and by mail, and once after it (S5)', async () => {
    const { api, mailServer, owner } = alarmed;
    const subscriber = await alarmed.join();
    const bystander = await alarmed.join('admin');
    await alarmed.group([subscriber.id]);
    const keyId = await alarmed.accountKey(16 * DAY);
    await alarmed.live(1);
    api.clock.advance(DAY - 1);
    await api.courier.runOnce();
    expect(await alarmed.notificationsOf(subscriber)).toEqual([]);
    api.clock.advance(1);
    await api.courier.runOnce();
    await alarmed.live(20);

    const told = await alarmed.notificationsOf(subscriber);
    expect(subjectsOf(told).reverse()).toEqual([...dailies(14, 1), EXPIRED]);
    expect(told[0]).toMatchObject({ topic: 'account_alerts', key_id: keyId, read_at: null });
    const mails = mailServer.take();
    expect(subjectsOf(mails)).toEqual([...dailies(14, 1), EXPIRED]);
    expect(new Set(mails.flatMap(({ to }) => to))).toEqual(new Set([subscriber.email]));
    expect(new Set(mails.map(({ messageId }) => messageId)).size).toBe(15);
    for (const other of [bystander, owner]) {
      expect(await alarmed.notificationsOf(other)).toEqual([]);
    }
  });

  test('are complete even with the longest names that a key and its account can have', async () => {
    const subscriber = await alarmed.join();
    await alarmed.group([subscriber.id]);
    const [key, account] = ['k'.repeat(200), 'a'.repeat(200)];
    await alarmed.accountKey(3 * DAY, key, account);
    await alarmed.api.courier.runOnce();
    const subject = `The service account key "${key}" of "${account}" expires in 3 days`;
    expect(subjectsOf(await alarmed.notificationsOf(subscriber))).toEqual([subject]);
    expect(subjectsOf(alarmed.mailServer.take())).toEqual([subject]);
  });

  test('are sent only after the expiry if the key was created with a lifetime of 14 days or less', async () => {
    const { api, owner } = alarmed;
    const subscriber = await alarmed.join();
    await alarmed.group([subscriber.id]);
    const account = await api.as(owner).post('/v1/service-accounts').send({ name: 'Deployer' });
    const key = { service_account_id: account.body.id, name: 'CI', expires_in: '14d' };
    await api.as(owner).post('/v1/service-account-keys').send(key).expect(201);
    await api.courier.runOnce();
    await alarmed.live(13);
    expect(await alarmed.notificationsOf(subscriber)).toEqual([]);
    await alarmed.live(2);
    expect(subjectsOf(await alarmed.notificationsOf(subscriber))).toEqual([EXPIRED]);
  });

  test('are sent in advance if the key was created with a longer lifetime, even if its expiry was moved twice', async () => {
    const { api, owner } = alarmed;
    const subscriber = await alarmed.join();
    await alarmed.group([subscriber.id]);
    const account = await api.as(owner).post('/v1/service-accounts').send({ name: 'Deployer' });
    const key = { service_account_id: account.body.id, name: 'CI', expires_at: 'never' };
    const made = await api.as(owner).post('/v1/service-account-keys').send(key).expect(201);
    expect(made.body.first_expires_at).toBe('never');
    for (const days of [9, 3]) {
      const expires_at = new Date(api.clock.now().getTime() + days * DAY).toISOString();
      const path = `/v1/service-account-keys/${made.body.id}`;
      const moved = await api.as(owner).patch(path).send({ expires_at }).expect(200);
      // A plan uses this to judge as the mails do.
      expect(moved.body).toMatchObject({ expires_at, first_expires_at: 'never' });
    }
    await api.courier.runOnce();
    expect(subjectsOf(await alarmed.notificationsOf(subscriber))).toEqual(dailies(3, 3));
  });

  test('are sent once a day, however often Keyplane looks for them', async () => {
    const subscriber = await alarmed.join();
    await alarmed.group([subscriber.id]);
    await alarmed.group([subscriber.id]);
    await alarmed.accountKey(3 * DAY);
    for (let hour = 0; hour < 24; hour += 1) {
      await alarmed.api.courier.runOnce();
      alarmed.api.clock.advance(HOUR);
    }
    expect(subjectsOf(await alarmed.notificationsOf(subscriber))).toEqual(dailies(3, 3));
    expect(alarmed.mailServer.take()).toHaveLength(1);
  });

  test('name the key, its owner and the expiry in a mail that says how to replace the key and contains no secret (S5)', async () => {
    const subscriber = await alarmed.join();
    await alarmed.group([subscriber.id]);
    const keyId = await alarmed.accountKey(5 * DAY);
    await alarmed.api.courier.runOnce();
    const [mail] = alarmed.mailServer.take();
    const key = await alarmed.api.as(alarmed.owner).get(`/v1/service-account-keys/${keyId}`);
    const expiry = shownTime(new Date(key.body.expires_at));
    for (const fact of [keyId, '"CI"', '"Deployer"', '"default"', expiry]) {
      expect(mail?.raw).toContain(fact);
    }
    expect(mail?.raw).toContain('POST /v1/service-account-keys');
    expect(mail?.raw).not.toMatch(/kp[ast]_/);
  });

  test('go to the member who owns an application key, and to no group', async () => {
    const member = await alarmed.join();
    const other = await alarmed.join();
    await alarmed.group([other.id]);
    const key = { description: 'Laptop', expires_in: '16d' };
    await alarmed.api.as(member).post('/v1/application-keys').send(key).expect(201);
    alarmed.api.clock.advance(14 * DAY);
    await alarmed.api.courier.runOnce();
    const [told] = await alarmed.notificationsOf(member);
    expect(told).toMatchObject({
      topic: null,
      subject: expect.stringMatching(/"Laptop".* 2 days/),
    });
    expect(await alarmed.notificationsOf(other)).toEqual([]);
    expect(alarmed.mailServer.take().map(({ to }) => to)).toEqual([[member.email]]);
  });

  test('are not sent for a secret that a rotation replaces', async () => {
    const subscriber = await alarmed.join();
    await alarmed.group([subscriber.id]);
    const keyId = await alarmed.accountKey(300 * DAY);
    await alarmed.api
      .as(alarmed.owner)
      .post(`/v1/service-account-keys/${keyId}/rotate`)
      .send({ overlap: '2d' })
      .expect((answer) => expect(answer.status).toBeLessThan(300));
    await alarmed.live(4);
    expect(await alarmed.notificationsOf(subscriber)).toEqual([]);
    expect(alarmed.mailServer.take()).toEqual([]);
  });

  test('do not go to a group that does not subscribe, or to people who left the group or the team (S5)', async () => {
    const { api, owner } = alarmed;
    const [unsubscribed, leftGroup, leftTeam, stays] = [
      await alarmed.join(),
      await alarmed.join(),
      await alarmed.join(),
      await alarmed.join(),
    ];
    await alarmed.group([unsubscribed.id], []);
    const groupId = await alarmed.group([leftGroup.id, leftTeam.id, stays.id]);
    await alarmed.accountKey(10 * DAY);
    await api.courier.runOnce();
    expect(alarmed.mailServer.take()).toHaveLength(3);
    const path = `/v1/groups/${groupId}`;
    await api
      .as(owner)
      .patch(path)
      .send({ member_ids: [leftTeam.id, stays.id] })
      .expect(200);
    await api.as(owner).delete(`/v1/members/${leftTeam.id}`).expect(204);
    await alarmed.live(2);
    expect(alarmed.mailServer.take().flatMap(({ to }) => to)).toEqual([stays.email, stays.email]);
    expect(await alarmed.notificationsOf(unsubscribed)).toEqual([]);
    expect(await alarmed.notificationsOf(leftGroup)).toHaveLength(1);
    expect(await alarmed.notificationsOf(stays)).toHaveLength(3);
  });

  test('survive a mail server that is down for days: none is lost, and nobody gets a flood of mail afterwards', async () => {
    const { api, mailServer } = alarmed;
    const subscriber = await alarmed.join();
    const leaver = await alarmed.join();
    const groupId = await alarmed.group([subscriber.id, leaver.id]);
    await alarmed.accountKey(14 * DAY);
    await alarmed.accountKey(14 * DAY, 'Other');
    await mailServer.goDown();
    await api.courier.runOnce();
    await alarmed.live(5);
    expect(await alarmed.notificationsOf(subscriber)).toHaveLength(12);
    const left = { member_ids: [subscriber.id] };
    await api.as(alarmed.owner).patch(`/v1/groups/${groupId}`).send(left).expect(200);

    await mailServer.comeUp();
    api.clock.advance(HOUR);
    await api.courier.runOnce();
    const mails = mailServer.take();
    expect(mails.flatMap(({ to }) => to)).toEqual([subscriber.email, subscriber.email]);
    expect(subjectsOf(mails).sort()).toEqual([
      'The service account key "CI" of "Deployer" expires in 9 days',
      'The service account key "Other" of "Deployer" expires in 9 days',
    ]);
    api.clock.advance(HOUR);
    await api.courier.runOnce();
    expect(mailServer.take()).toEqual([]);
    expect(await api.database.knex('mails')).toEqual([]);
  });

  test('are mailed again with the same Message-ID if the answer of the mail server was lost', async () => {
    const { api, mailServer } = alarmed;
    const subscriber = await alarmed.join();
    await alarmed.group([subscriber.id]);
    await alarmed.accountKey(5 * DAY);
    mailServer.breakAfterNext();
    await api.courier.runOnce();
    api.clock.advance(MINUTE);
    await api.courier.runOnce();
    const ids = mailServer.take().map(({ messageId }) => messageId);
    expect(ids).toHaveLength(2);
    expect(ids[0]).toMatch(/^<mail_[0-9a-z]+\.1@keyplane\.example>$/);
    expect(ids[1]).toBe(ids[0]);
  });

  test('are mailed by another replica if one dies while it sends', async () => {
    const { api, mailServer } = alarmed;
    const subscriber = await alarmed.join();
    await alarmed.group([subscriber.id]);
    await alarmed.accountKey(5 * DAY);
    const dying = api.slices;
    await dying.keyAlerts.runOnce();
    const now = api.clock.now();
    expect(await dying.outboxStore.claim(now, new Date(now.getTime() + MINUTE))).toBeDefined();
    await api.courier.runOnce();
    expect(mailServer.take()).toEqual([]);
    api.clock.advance(MINUTE);
    await api.courier.runOnce();
    expect(mailServer.take()).toHaveLength(1);
  });

  test('are mailed to other members if the server refuses one address, which is given up after some days', async () => {
    const { api, mailServer } = alarmed;
    const [refused, fine] = [await alarmed.join(), await alarmed.join()];
    const groupId = await alarmed.group([refused.id, fine.id]);
    await alarmed.accountKey(DAY);
    mailServer.refuse(refused.email);
    await api.courier.runOnce();
    expect(mailServer.take().flatMap(({ to }) => to)).toEqual([fine.email]);
    expect(await api.database.knex('mails')).toHaveLength(1);
    mailServer.accept(refused.email);
    api.clock.advance(HOUR);
    await api.courier.runOnce();
    expect(mailServer.take().flatMap(({ to }) => to)).toEqual([refused.email]);

    mailServer.refuse(refused.email);
    await api
      .as(alarmed.owner)
      .patch(`/v1/groups/${groupId}`)
      .send({ member_ids: [refused.id] });
    await alarmed.live(5);
    expect(mailServer.take()).toEqual([]);
    expect(await api.database.knex('mails')).toEqual([]);
  });

  test('are mailed to nobody if the key was revoked meanwhile', async () => {
    const { api, mailServer } = alarmed;
    const subscriber = await alarmed.join();
    await alarmed.group([subscriber.id]);
    const keyId = await alarmed.accountKey(5 * DAY);
    await mailServer.goDown();
    await api.courier.runOnce();
    await api.as(alarmed.owner).delete(`/v1/service-account-keys/${keyId}`);
    await mailServer.comeUp();
    await alarmed.live(2);
    expect(mailServer.take()).toEqual([]);
    expect(await alarmed.notificationsOf(subscriber)).toHaveLength(1);
  });

  test('can be listed and marked as read only by the member who got them (S5)', async () => {
    const { api } = alarmed;
    const [one, other] = [await alarmed.join(), await alarmed.join()];
    await alarmed.group([one.id, other.id]);
    await alarmed.accountKey(5 * DAY);
    await api.courier.runOnce();
    await alarmed.live(1);
    const [newest, older] = await alarmed.notificationsOf(one);
    const path = `/v1/notifications/${newest?.id}`;
    const read = await api.as(one).patch(path).send({ read: true }).expect(200);
    expect(read.body.read_at).toBe(api.clock.now().toISOString());
    expect(await alarmed.notificationsOf(one, '?status=unread')).toEqual([older]);
    expect(await alarmed.notificationsOf(one, '?status=read')).toEqual([read.body]);
    expect(await alarmed.notificationsOf(other, '?status=unread')).toHaveLength(2);
    api.clock.advance(HOUR);
    const again = await api.as(one).patch(path).send({ read: true }).expect(200);
    expect(again.body).toEqual(read.body);
    const unread = await api.as(one).patch(path).send({ read: false }).expect(200);
    expect(unread.body.read_at).toBeNull();
    for (const stranger of [other, alarmed.owner]) {
      await api.as(stranger).get(path).expect(404);
      await api.as(stranger).patch(path).send({ read: true }).expect(404);
    }
    const page = await api.as(one).get('/v1/notifications?page_size=1').expect(200);
    const token = page.body.next_page_token;
    expect(page.body.items).toEqual([newest]);
    expect(await alarmed.notificationsOf(one, `?page_token=${token}`)).toEqual([older]);
  });
});

test('are sent only in Keyplane if no mail server is configured', async () => {
  const api = await createTestApi('sqlite');
  const as = api.as(api.team.owner);
  await as
    .post('/v1/application-keys')
    .send({ description: 'Soon', expires_in: '16d' })
    .expect(201);
  api.clock.advance(14 * DAY);
  await api.courier.runOnce();
  expect((await as.get('/v1/notifications').expect(200)).body.items).toHaveLength(1);
  expect(await api.database.knex('mails')).toEqual([]);
  await api.close();
});

testOnPostgres('are sent and mailed exactly once by two replicas at the same time', async () => {
  const alarmed = await startAlarmed('postgres');
  const { api, mailServer } = alarmed;
  const members = [await alarmed.join(), await alarmed.join(), await alarmed.join()];
  await alarmed.group(members.map(({ id }) => id));
  for (let key = 0; key < 5; key += 1) await alarmed.accountKey(3 * DAY, `Key ${key}`);

  const url = String(api.database.knex.client.config.connection.connectionString);
  const databases = [openDatabase(url), openDatabase(url)];
  const { clock, sealer } = api;
  const errors: unknown[] = [];
  const onError = (error: unknown) => void errors.push(error);
  const couriers = databases.map((database) => {
    const ids = createUlidIds(clock);
    const slices = createSlices({ database, clock, ids, sealer, onError, mailed: true });
    const mail = { smtpUrl: new Concealed(mailServer.url), from: 'keys@keyplane.example' };
    return startCourier({
      slices,
      mail,
      issuer: api.url,
      sealer,
      clock,
      metrics: createMetrics(),
      onError,
    });
  });
  for (let day = 0; day < 3; day += 1) {
    await Promise.all(couriers.map((courier) => courier.runOnce()));
    clock.advance(DAY);
  }
  expect(errors).toEqual([]);
  for (const member of members) {
    const subjects = subjectsOf(await alarmed.notificationsOf(member));
    expect(subjects).toHaveLength(15);
    expect(new Set(subjects).size).toBe(15);
  }
  const mails = mailServer.take();
  expect(mails).toHaveLength(45);
  expect(new Set(mails.map(({ messageId }) => messageId)).size).toBe(45);
  await Promise.all(couriers.map((courier) => courier.close()));
  await Promise.all(databases.map((database) => database.close()));
  await alarmed.close();
});
