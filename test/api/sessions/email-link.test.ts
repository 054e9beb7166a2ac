import { DATABASES } from '../../support/api';
import { MINUTE } from '../../support/manual-clock';
import { openBrowser } from './browser';
import { linkTokenIn, startMailed, type Mailed } from './mailed';

const ADA = 'ada@example.com';

describe.each(DATABASES)('a sign-in link by mail, on %s', (on) => {
  let mailed: Mailed;

  beforeEach(async () => {
    mailed = await startMailed(on);
  });
  afterEach(() => mailed.close());

  const ask = (email: string, more = {}, browser = openBrowser(mailed.api)) =>
    browser.send('post', '/session/email-link', { email, ...more });
  const redeem = (token: string, browser = openBrowser(mailed.api)) =>
    browser.send('post', '/session/email-link/redeem', { token });

  it('is offered', async () => {
    const { body } = await openBrowser(mailed.api).send('get', '/session/methods').expect(200);
    expect(body).toMatchObject({ email_link: true });
  });

  it('signs the person in, once, and opens the page that was asked for', async () => {
    const id = await mailed.memberWithoutMail(ADA);
    await ask('Ada@Example.com', { return_to: '/keys?x=1' }).expect(202);
    const mail = await mailed.nextMailTo(ADA);
    const token = linkTokenIn(mail);
    expect(mail.raw.replaceAll('=3D', '=')).toContain(`${mailed.api.url}/sign-in#token=${token}`);

    const browser = openBrowser(mailed.api);
    const { body } = await redeem(token, browser).expect(201);
    expect(body).toMatchObject({
      session: { method: 'email_link' },
      person: { id: expect.stringMatching(/^per_/), email: ADA },
      memberships: [{ team: { id: mailed.api.team.id }, member: { id } }],
      unclaimed: [],
      operator: false,
      return_to: '/keys?x=1',
    });
    const me = await browser.send('get', '/v1/whoami').expect(200);
    expect(me.body).toMatchObject({ kind: 'member', id });
    expect((await redeem(token).expect(409)).body).toMatchObject({ code: 'sign_in_link_invalid' });
  });

  it('is not spent by a program that only opens the links of mails', async () => {
    await mailed.memberWithoutMail(ADA);
    await ask(ADA).expect(202);
    const token = linkTokenIn(await mailed.nextMailTo(ADA));
    for (const path of ['/sign-in', '/session/email-link/redeem']) {
      await mailed.api.as().get(path);
    }
    await redeem(token).expect(201);
  });

  it('answers the same for an unknown address, and sends nothing to it', async () => {
    await mailed.memberWithoutMail(ADA);
    const known = await ask(ADA).expect(202);
    const unknown = await ask('nobody@example.com').expect(202);
    expect(unknown.text).toBe(known.text);
    await mailed.nextMailTo(ADA);
    await mailed.api.courier.runOnce();
    expect(await mailed.api.database.knex('mails')).toEqual([]);
    expect(await mailed.api.database.knex('sign_in_links')).toHaveLength(1);
  });

  it('ends after 15 minutes, and when a newer one is asked for', async () => {
    await mailed.memberWithoutMail(ADA);
    await ask(ADA).expect(202);
    const first = linkTokenIn(await mailed.nextMailTo(ADA));
    await ask(ADA).expect(202);
    const second = linkTokenIn(await mailed.nextMailTo(ADA));
    await redeem(first).expect(409);
    mailed.api.clock.advance(15 * MINUTE);
    await redeem(second).expect(409);
  });

  it('is stored as a hash, and waits sealed', async () => {
    await mailed.memberWithoutMail(ADA);
    await mailed.mailServer.goDown();
    await ask(ADA).expect(202);
    const { knex } = mailed.api.database;
    await expect(waiting()).resolves.toHaveLength(1);
    expect(JSON.stringify(await knex('mails'))).not.toContain('sgn_');
    expect(JSON.stringify(await knex('sign_in_links'))).not.toContain('sgn_');
  });

  it.each(['https://evil.example', '//evil.example', '/\\evil.example', '/a\tb', 'keys', ''])(
    'does not lead to another site: %j',
    async (return_to) => {
      await ask(ADA, { return_to }).expect(422);
    },
  );

  it('is sent to an address at most five times an hour', async () => {
    await mailed.memberWithoutMail(ADA);
    for (let sent = 0; sent < 5; sent += 1) {
      await ask(ADA).expect(202);
      await mailed.nextMailTo(ADA);
    }
    const [before] = await mailed.api.database.knex('sign_in_links');
    await ask(ADA).expect(202);
    await ask('nobody@example.com').expect(202);
    await mailed.api.courier.runOnce();
    expect(mailed.mailServer.take()).toEqual([]);
    expect(await mailed.api.database.knex('sign_in_links')).toEqual([before]);
  });

  it('reaches the person, however many links strangers ask for', async () => {
    await mailed.memberWithoutMail(ADA);
    const askAsStranger = () => ask(ADA).expect(202);
    for (let sent = 0; sent < 5; sent += 1) {
      await askAsStranger();
      await mailed.nextMailTo(ADA);
    }
    // The last of these links is in the mail of the person, and works.
    mailed.api.clock.advance(9 * MINUTE);
    await askAsStranger();
    await ask('nobody@example.com').expect(202);
    await mailed.api.courier.runOnce();
    expect(mailed.mailServer.take()).toEqual([]);

    // From now on, it might be too late for it.
    mailed.api.clock.advance(MINUTE);
    await ask(ADA).expect(202);
    const token = linkTokenIn(await mailed.nextMailTo(ADA));
    for (let asked = 0; asked < 3; asked += 1) await askAsStranger();
    await ask('nobody@example.com').expect(202);
    await mailed.api.courier.runOnce();
    expect(mailed.mailServer.take()).toEqual([]);
    await redeem(token).expect(201);

    // A link that was used is no reason to send no other one.
    await ask(ADA).expect(202);
    await redeem(linkTokenIn(await mailed.nextMailTo(ADA))).expect(201);
  });

  it('can be asked for thirty times from a network, and guessed sixty times', async () => {
    for (let asked = 0; asked < 30; asked += 1) await ask('nobody@example.com').expect(202);
    await ask('nobody@example.com').expect(429);
    for (let guess = 0; guess < 60; guess += 1) await redeem(`sgn_${guess}`).expect(409);
    await redeem('sgn_60').expect(429);
  });

  it('lets a member who has lost the last key make another one', async () => {
    const id = await mailed.memberWithoutMail(ADA);
    const { browser } = await mailed.signInByMail(ADA);
    const { body } = await browser.send('post', '/v1/application-keys', {}).expect(201);
    const key = { clientId: body.client_id, secret: body.secret };
    const me = await mailed.api.as(key).get('/v1/whoami').expect(200);
    expect(me.body).toMatchObject({ id });
    await browser.send('get', '/v1/application-keys').expect(200);
  });

  async function waiting(): Promise<unknown[]> {
    const rows: unknown[] = [];
    while (rows.length === 0) rows.push(...(await mailed.api.database.knex('mails')));
    return rows;
  }
});
