import { DATABASES } from '../../support/api';
import { runHeaders } from '../../support/runs';
import {
  idsByPages,
  startOrganization,
  type Agent,
  type Organization,
} from '../teams/organization';
import { sumOf, useWallets, type WalletUse } from './ledger';

describe.each(DATABASES)('wallets on %s', (databaseName) => {
  let organization: Organization;
  let use: WalletUse;
  let owner: Agent;
  let operator: Agent;
  let user: Agent;
  let stranger: Agent;

  beforeAll(async () => {
    organization = await startOrganization(databaseName);
    ({ owner, operator } = organization);
    use = useWallets(organization);
    user = await organization.join(owner, 'user');
    stranger = await organization.foundTeam('Strangers');
  });
  afterAll(() => organization.close());

  const purse = { name: 'Purse', currency: 'EUR' };
  const credit = (walletId: string, charge_id: string, amount: string, currency = 'EUR') =>
    operator.post(`/v1/wallets/${walletId}/credits`, { charge_id, amount, currency });

  test('begin empty, and keep their currency', async () => {
    const created = await owner.post('/v1/wallets', purse).expect(201);
    expect(created.body).toEqual({
      id: expect.stringMatching(/^wal_/),
      ...purse,
      balance: '0',
      reserved: '0',
      available: '0',
      created_at: organization.clock.now().toISOString(),
      created_by: owner.id,
    });
    const path = `/v1/wallets/${created.body.id}`;
    const renamed = await owner.patch(path, { name: 'Calls' }).expect(200);
    expect(renamed.body).toMatchObject({ name: 'Calls', currency: 'EUR' });
    const { body } = await owner.patch(path, { currency: 'USD' }).expect(422);
    expect(body.errors).toEqual([expect.objectContaining({ pointer: '/currency' })]);
    await owner.delete(path).expect(204);
    await owner.get(path).expect(404);
    const trail = await owner.get(`/v1/audit-events?target_id=${created.body.id}`);
    expect(trail.body.items.map(({ action }: { action: string }) => action).sort()).toEqual([
      'wallet.created',
      'wallet.deleted',
      'wallet.updated',
    ]);
  });

  test('are listed for the operator by team, and for no member', async () => {
    const rich = await organization.foundTeam('Rich');
    const { body: team } = await rich.get('/v1/team').expect(200);
    const path = `/v1/teams/${String(team.id)}/wallets`;
    expect((await operator.get(path).expect(200)).body).toEqual({
      items: [],
      next_page_token: null,
    });
    const names = ['One', 'Two', 'Three'];
    for (const name of names) {
      await rich.post('/v1/wallets', { name, currency: 'EUR' }).expect(201);
      organization.clock.advance(1);
    }
    const { body: own } = await rich.get('/v1/wallets').expect(200);
    expect((await operator.get(path).expect(200)).body).toEqual(own);
    expect(await idsByPages(operator, path, 2)).toHaveLength(names.length);
    await operator.get('/v1/teams/team_none/wallets').expect(404);
    for (const agent of [rich, owner, stranger]) await agent.get(path).expect(403);
    await operator.get('/v1/wallets').expect(403);
  });

  test('get money only from the operator, and the team sees it in its trail', async () => {
    const { body } = await owner.post('/v1/wallets', purse).expect(201);
    const path = `/v1/wallets/${body.id}/credits`;
    await owner.post(path, { charge_id: 'own', amount: '1', currency: 'EUR' }).expect(403);
    await credit(body.id, 'invoice-1', '12.5').expect(200);
    expect(await use.read(owner, body.id)).toMatchObject({ balance: '12.5', available: '12.5' });
    const trail = await owner.get(`/v1/audit-events?target_id=${body.id}&action=wallet.credited`);
    expect(trail.body.items[0].after).toMatchObject({ amount: '12.5', charge_id: 'invoice-1' });
  });

  test('store amounts beyond 2^53 billionths exactly (S3)', async () => {
    const { body } = await owner.post('/v1/wallets', purse).expect(201);
    await credit(body.id, 'large-1', '9007199.254740993').expect(200);
    expect(await use.read(owner, body.id)).toMatchObject({ balance: '9007199.254740993' });
    await credit(body.id, 'large-2', '999999999999999.999999999').expect(200);
    expect(await use.read(owner, body.id)).toMatchObject({ balance: '1000000009007199.254740992' });
    expect((await use.entries(owner, body.id)).map(({ amount }) => amount)).toEqual([
      '9007199.254740993',
      '999999999999999.999999999',
    ]);
  });

  test('are credited once: a repeat gets the same answer, even at the same time', async () => {
    const { body } = await owner.post('/v1/wallets', purse).expect(201);
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => credit(body.id, 'once', '5').expect(200)),
    );
    for (const answer of answers) expect(answer.body).toEqual(answers[0]?.body);
    await credit(body.id, 'twice', '1').expect(200);
    expect((await credit(body.id, 'once', '5').expect(200)).body).toEqual(answers[0]?.body);
    expect(await use.read(owner, body.id)).toMatchObject({ balance: '6' });
  });

  test('conflict with another amount, wallet or currency under the same charge ID', async () => {
    const walletId = await use.funded(owner, '1');
    const other = await use.funded(owner, '1');
    await credit(walletId, 'same', '5').expect(200);
    for (const refused of [
      await credit(walletId, 'same', '5.000000001'),
      await credit(other, 'same', '5'),
    ]) {
      expect([refused.status, refused.body.code]).toEqual([409, 'charge_conflict']);
    }
    const mismatch = await credit(walletId, 'same', '5', 'USD').expect(409);
    expect(mismatch.body.code).toBe('currency_mismatch');
    expect(mismatch.body.errors).toMatchObject([{ pointer: '/currency' }]);
    expect(await use.read(owner, other)).toMatchObject({ balance: '1' });
  });

  test('get only one of two credits that come at the same time with one ID', async () => {
    const wallets = [await use.funded(owner, '1'), await use.funded(owner, '1')];
    const answers = await Promise.all(wallets.map((id) => credit(id, 'rivals', '5')));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
  });

  test('return a credit once, and only while it is not spent', async () => {
    const walletId = await use.funded(owner, '10');
    await credit(walletId, 'mistake', '5').expect(200);
    const reverse = (charge: string, wallet = walletId) =>
      operator.post(`/v1/wallets/${wallet}/credits/${charge}/reverse`, {});
    const [first, again] = [await reverse('mistake'), await reverse('mistake')];
    expect(first.body).toMatchObject({ kind: 'credit_reversal', amount: '-5', balance: '10' });
    expect(again.body).toEqual(first.body);
    await credit(walletId, 'spent', '5').expect(200);
    await use.reserve(walletId, 'spending', '10.000000001');
    const refused = await reverse('spent').expect(402);
    expect(refused.body.code).toBe('insufficient_funds');
    await reverse('unknown').expect(404);
    await reverse('spent', await use.funded(owner, '9')).expect(404);
    const wallet = await use.read(owner, walletId);
    expect(wallet).toMatchObject({ balance: '15', available: '4.999999999' });
    expect(sumOf(await use.entries(owner, walletId))).toBe(15_000_000_000n);
  });

  test('are not deleted with money in them, and say how much', async () => {
    const walletId = await use.funded(owner, '0.5');
    const refused = await owner.delete(`/v1/wallets/${walletId}`).expect(409);
    expect(refused.body).toMatchObject({
      code: 'wallet_not_empty',
      detail: expect.stringContaining('0.5 EUR'),
    });
  });

  test('are not deleted while they are credited: one of the two is refused', async () => {
    for (let round = 0; round < 5; round += 1) {
      const { body } = await owner.post('/v1/wallets', purse).expect(201);
      const [deleted, credited] = await Promise.all([
        owner.delete(`/v1/wallets/${body.id}`),
        credit(body.id, `race-${round}`, '1'),
      ]);
      expect([
        [204, 404],
        [409, 200],
      ]).toContainEqual([deleted.status, credited.status]);
    }
  });

  test('of another team look like wallets that do not exist', async () => {
    const walletId = await use.funded(owner, '1');
    const calls = (id: string) => [
      stranger.get(`/v1/wallets/${id}`),
      stranger.get(`/v1/wallets/${id}/entries`),
      stranger.patch(`/v1/wallets/${id}`, { name: 'Mine' }),
      stranger.delete(`/v1/wallets/${id}`),
    ];
    const shown = async (call: ReturnType<Agent['get']>) => {
      const answer = await call;
      return { status: answer.status, body: { ...answer.body, request_id: '' } };
    };
    const foreign = await Promise.all(calls(walletId).map(shown));
    expect(foreign.map(({ status }) => status)).toEqual([404, 404, 404, 404]);
    expect(foreign).toEqual(await Promise.all(calls('wal_0').map(shown)));
    const { walletDirectory } = organization.slices;
    expect(await walletDirectory.find(organization.teamId, walletId)).toMatchObject(purse);
    expect(await walletDirectory.find('team_other', walletId)).toBeUndefined();
  });

  test('are managed by owner and admin, and hidden from a user (S3)', async () => {
    const admin = await organization.join(owner, 'admin');
    const { body } = await admin.post('/v1/wallets', purse).expect(201);
    await admin.delete(`/v1/wallets/${body.id}`).expect(204);
    await user.post('/v1/wallets', purse).expect(403);
    await user.get('/v1/wallets').expect(403);
  });

  test('keep their version if money moves, and refuse a change of an older version', async () => {
    const { body, headers } = await owner.post('/v1/wallets', purse).expect(201);
    const path = `/v1/wallets/${body.id}`;
    await credit(body.id, 'unmoved', '1').expect(200);
    expect((await owner.get(path)).headers.etag).toBe(headers.etag);
    const read = await owner
      .get(path)
      .set('If-None-Match', headers.etag ?? '')
      .expect(200);
    expect(read.body.balance).toMatch(/^1(\.0+)?$/);
    const stale = { 'if-match': headers.etag ?? '' };
    await owner.patch(path, { name: 'New' }, stale).expect(200);
    await owner.patch(path, { name: 'Newer' }, stale).expect(412);
    await owner.delete(path, stale).expect(412);
  });

  test('are replaced by a later run if an interrupted one left them empty, and taken over with money', async () => {
    const body = { name: 'Orphan', currency: 'EUR' };
    const first = await owner.post('/v1/wallets', body, runHeaders('run-1')).expect(201);
    const funded = await owner.post('/v1/wallets', body, runHeaders('run-1')).expect(201);
    await credit(funded.body.id, 'kept', '1').expect(200);
    await owner.post('/v1/runs/cut-off', {}, runHeaders('run-1')).expect(204);
    const second = await owner.post('/v1/wallets', body, runHeaders('run-2')).expect(201);
    const left = await owner.get('/v1/wallets?name=Orphan').expect(200);
    expect(second.body.id).toBe(funded.body.id);
    expect(left.body.items.map(({ id }: { id: string }) => id)).toEqual([funded.body.id]);
    await owner.get(`/v1/wallets/${first.body.id}`).expect(404);
  });

  test('are paged, every wallet and every entry once', async () => {
    const walletId = await use.funded(owner, '1');
    for (let at = 0; at < 4; at += 1) await credit(walletId, `page-${at}`, '1').expect(200);
    for (const path of ['/v1/wallets', `/v1/wallets/${walletId}/entries`]) {
      const all = await idsByPages(owner, path, 1000);
      expect(all.length).toBeGreaterThan(3);
      expect(await idsByPages(owner, path, 2)).toEqual(all);
    }
  });

  test.each([
    ['no name', { currency: 'EUR' }, '/name'],
    ['no currency', { name: 'Purse' }, '/currency'],
    ['a currency in words', { name: 'Purse', currency: 'Euro' }, '/currency'],
    ['a balance of the own', { ...purse, balance: '5' }, '/balance'],
  ])('refuse %s, and the error names the field', async (_case, body, pointer) => {
    const answer = await owner.post('/v1/wallets', body).expect(422);
    expect(answer.body.errors).toEqual([expect.objectContaining({ pointer })]);
  });

  test.each([
    ['nothing', '0'],
    ['nothing, in digits', '0.000000000'],
    ['less than nothing', '-1'],
    ['a number', 1],
    ['more than billionths', '1.0000000001'],
    ['an exponent', '1e3'],
  ])('refuse a credit of %s', async (_case, amount) => {
    const { body } = await owner.post('/v1/wallets', purse).expect(201);
    const request = { charge_id: 'bad', amount, currency: 'EUR' };
    const answer = await operator.post(`/v1/wallets/${body.id}/credits`, request).expect(422);
    expect(answer.body.errors).toEqual([expect.objectContaining({ pointer: '/amount' })]);
  });
});
