import { fc } from '../../support/property';
import { DATABASES } from '../../support/api';
import { startOrganization, type Agent, type Organization } from '../teams/organization';
import { sumOf, useWallets, type WalletUse } from './ledger';

describe.each(DATABASES)('charges on %s', (databaseName) => {
  let organization: Organization;
  let use: WalletUse;
  let owner: Agent;
  let verifier: Agent;

  beforeAll(async () => {
    organization = await startOrganization(databaseName);
    ({ owner } = organization);
    use = useWallets(organization);
    verifier = await organization.account(owner, ['keys.verify']);
  });
  afterAll(() => organization.close());

  const settle = (id: string, amount?: string) =>
    verifier.post(`/v1/charges/${id}/settle`, amount === undefined ? {} : { amount });
  const release = (id: string) => verifier.post(`/v1/charges/${id}/release`, {});
  const reverse = (id: string) => verifier.post(`/v1/charges/${id}/reverse`, {});
  const codeOf = (failing: Promise<unknown>) =>
    failing.then(
      () => 'done',
      (error: { code?: string }) => error.code,
    );

  test('reserve money, which is not available, and pay when they are settled (S3)', async () => {
    const walletId = await use.funded(owner, '10');
    await use.reserve(walletId, 'call-1', '4');
    expect(await use.read(owner, walletId)).toMatchObject({
      balance: '10',
      reserved: '4',
      available: '6',
    });
    const settled = await settle('call-1').expect(200);
    expect(settled.body).toEqual({
      charge_id: 'call-1',
      wallet_id: walletId,
      currency: 'EUR',
      state: 'settled',
      reserved_amount: '4',
      settled_amount: '4',
      service_key_id: 'svk_1',
      service_id: 'text',
      model_id: 'large',
      created_at: organization.clock.now().toISOString(),
      created_by: 'sa_verifier',
    });
    expect((await verifier.get('/v1/charges/call-1').expect(200)).body).toEqual(settled.body);
    expect(await use.read(owner, walletId)).toMatchObject({ balance: '6', reserved: '0' });
    expect((await use.entries(owner, walletId))[1]).toMatchObject({
      kind: 'charge',
      amount: '-4',
      balance: '6',
      charge_id: 'call-1',
    });
  });

  test('pay less for a call that cost less, rounded half up once', async () => {
    const walletId = await use.funded(owner, '10');
    await use.reserve(walletId, 'less', '4');
    const { body } = await settle('less', '0.0000000005').expect(200);
    expect(body.settled_amount).toBe('0.000000001');
    expect(await use.read(owner, walletId)).toMatchObject({
      balance: '9.999999999',
      reserved: '0',
    });
  });

  test('pay more for a call that cost more, while the wallet can', async () => {
    const walletId = await use.funded(owner, '10');
    await use.reserve(walletId, 'more', '4');
    await use.reserve(walletId, 'meanwhile', '5');
    const refused = await settle('more', '5.000000001').expect(402);
    expect(refused.body.code).toBe('insufficient_funds');
    expect(await use.read(owner, walletId)).toMatchObject({ balance: '10', reserved: '9' });
    await settle('more', '5').expect(200);
    expect(await use.read(owner, walletId)).toMatchObject({ balance: '5', reserved: '5' });
  });

  test('make money available again when released, and leave no entry', async () => {
    const walletId = await use.funded(owner, '1');
    await use.reserve(walletId, 'failed', '1');
    expect((await release('failed').expect(200)).body.state).toBe('released');
    expect(await use.read(owner, walletId)).toMatchObject({ balance: '1', available: '1' });
    expect(await use.entries(owner, walletId)).toHaveLength(1);
  });

  test('fail on an empty wallet, and say what is missing (S3)', async () => {
    const walletId = await use.funded(owner, '1');
    await use.reserve(walletId, 'all', '1');
    const refused = use.reserve(walletId, 'too-much', '0.000000001');
    await expect(refused).rejects.toMatchObject({
      code: 'insufficient_funds',
      message: expect.stringContaining('It needs 0.000000001 EUR more'),
    });
    await release('all').expect(200);
    await use.reserve(walletId, 'too-much', '0.000000001');
  });

  test('leave nothing behind when refused, even if the caller continues in the same unit of work', async () => {
    const walletId = await use.funded(owner, '1');
    const outcome = await organization.database.run(() =>
      codeOf(use.reserve(walletId, 'refused', '2')),
    );
    expect(outcome).toBe('insufficient_funds');
    expect(await use.read(owner, walletId)).toMatchObject({ balance: '1', reserved: '0' });
    await verifier.get('/v1/charges/refused').expect(404);
    await use.reserve(walletId, 'refused', '1');
  });

  test('need the currency of the wallet (S3)', async () => {
    const walletId = await use.funded(owner, '1', 'USD');
    expect(await codeOf(use.reserve(walletId, 'euros', '1', 'EUR'))).toBe('currency_mismatch');
    expect(await use.read(owner, walletId)).toMatchObject({ reserved: '0' });
  });

  test('cannot be paid by a wallet that is deleted, of another team or does not exist', async () => {
    const stranger = await organization.foundTeam('Strangers');
    const foreign = await use.funded(stranger, '1');
    const { body } = await owner.post('/v1/wallets', { name: 'Gone', currency: 'EUR' });
    await owner.delete(`/v1/wallets/${body.id}`).expect(204);
    for (const walletId of [foreign, body.id as string, 'wal_0']) {
      expect(await codeOf(use.reserve(walletId, 'theft', '0'))).toBe('not_found');
    }
  });

  test('of another team do not exist for the caller', async () => {
    await use.reserve(await use.funded(owner, '1'), 'ours', '1');
    const stranger = await organization.foundTeam('Others');
    await stranger.get('/v1/charges/ours').expect(404);
    for (const action of ['settle', 'release', 'reverse']) {
      await stranger.post(`/v1/charges/ours/${action}`, {}).expect(404);
    }
  });

  test('are paid or refused, and never overdraw, a hundred at once (S3)', async () => {
    const walletId = await use.funded(owner, '6');
    const outcomes = await Promise.all(
      Array.from({ length: 100 }, (_, at) => codeOf(use.reserve(walletId, `debit-${at}`, '0.1'))),
    );
    expect(outcomes.filter((outcome) => outcome === 'done')).toHaveLength(60);
    expect(outcomes.filter((outcome) => outcome === 'insufficient_funds')).toHaveLength(40);
    const paid = outcomes.flatMap((outcome, at) => (outcome === 'done' ? [`debit-${at}`] : []));
    const answers = await Promise.all(paid.map((id) => settle(id)));
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    expect(await use.read(owner, walletId)).toMatchObject({ balance: '0', reserved: '0' });
    const entries = await use.entries(owner, walletId);
    expect(entries).toHaveLength(61);
    expect(sumOf(entries)).toBe(0n);
  });

  test('work once for each reservation, settlement, release and reversal', async () => {
    const walletId = await use.funded(owner, '10');
    const reservations = await Promise.all(
      Array.from({ length: 10 }, () => use.reserve(walletId, 'repeated', '2')),
    );
    for (const reservation of reservations) expect(reservation).toEqual(reservations[0]);
    expect(await use.read(owner, walletId)).toMatchObject({ reserved: '2' });

    const settlements = await Promise.all(
      Array.from({ length: 10 }, () => settle('repeated', '1')),
    );
    for (const { body } of settlements) expect(body).toEqual(settlements[0]?.body);
    expect(await use.read(owner, walletId)).toMatchObject({ balance: '9', reserved: '0' });
    expect(await use.reserve(walletId, 'repeated', '2')).toMatchObject({ state: 'settled' });

    const reversals = await Promise.all(Array.from({ length: 10 }, () => reverse('repeated')));
    for (const { body } of reversals) expect(body).toEqual(reversals[0]?.body);
    expect(reversals[0]?.body).toMatchObject({ state: 'reversed', settled_amount: '1' });
    expect(await use.read(owner, walletId)).toMatchObject({ balance: '10', reserved: '0' });

    await use.reserve(walletId, 'dropped', '2');
    await Promise.all(Array.from({ length: 10 }, () => release('dropped').expect(200)));
    expect(await use.read(owner, walletId)).toMatchObject({ balance: '10', reserved: '0' });
    expect(await use.entries(owner, walletId)).toHaveLength(3);
  });

  test('conflict with another amount, wallet or outcome under the same charge ID', async () => {
    const walletId = await use.funded(owner, '10');
    await use.reserve(walletId, 'named', '2');
    expect(await codeOf(use.reserve(walletId, 'named', '3'))).toBe('charge_conflict');
    const other = await use.funded(owner, '10');
    expect(await codeOf(use.reserve(other, 'named', '2'))).toBe('charge_conflict');
    await reverse('named').expect(409);
    await settle('named', '1').expect(200);
    const conflict = await settle('named', '1.000000001').expect(409);
    expect(conflict.body.code).toBe('charge_conflict');
    expect(conflict.body.detail).toMatch(/was settled with 1 EUR.*To correct the amount, reverse/);
    await settle('named').expect(409);
    await release('named').expect(409);
    await use.reserve(walletId, 'freed', '2');
    await release('freed').expect(200);
    const refused = await settle('freed').expect(409);
    expect(refused.body.code).toBe('wrong_charge_state');
    expect(await use.read(owner, walletId)).toMatchObject({ balance: '9', reserved: '0' });
    expect(await use.read(owner, other)).toMatchObject({ balance: '10', reserved: '0' });
  });

  test('are paid by only one of two wallets if two requests come at the same time with one ID', async () => {
    const wallets = [await use.funded(owner, '1'), await use.funded(owner, '1')];
    const outcomes = await Promise.all(
      wallets.map((walletId) => codeOf(use.reserve(walletId, 'either', '1'))),
    );
    expect([...outcomes].sort()).toEqual(['charge_conflict', 'done']);
    const read = await Promise.all(wallets.map((walletId) => use.read(owner, walletId)));
    expect(read.map(({ reserved }) => reserved).sort()).toEqual(['0', '1']);
  });

  test('are settled or released if both come at the same time', async () => {
    const walletId = await use.funded(owner, '5');
    for (let round = 0; round < 5; round += 1) {
      await use.reserve(walletId, `either-${round}`, '1');
      const answers = await Promise.all([settle(`either-${round}`), release(`either-${round}`)]);
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    }
    const { balance, reserved } = await use.read(owner, walletId);
    expect(reserved).toBe('0');
    expect(`${sumOf(await use.entries(owner, walletId)) / 1_000_000_000n}`).toBe(balance);
  });

  test('add up to the balance in any order (S3)', async () => {
    const nanos = fc.bigInt({ min: 0n, max: 3_000_000_000n });
    const step = fc.record({
      amount: nanos,
      paid: nanos,
      end: fc.constantFrom('s', 'r', 'v', '-'),
    });
    let runs = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        runs += 1;
        const walletId = await use.funded(owner, '5');
        const perform = async ({ amount, paid, end }: (typeof steps)[number], at: number) => {
          const id = `run-${runs}-${at}`;
          const text = (value: bigint) =>
            `${value / 1_000_000_000n}.${(value % 1_000_000_000n).toString().padStart(9, '0')}`;
          if ((await codeOf(use.reserve(walletId, id, text(amount)))) !== 'done') return;
          if (end === 'r') await release(id).expect(200);
          if (end === 's' || end === 'v') await settle(id, text(paid));
          if (end === 'v') await reverse(id);
        };
        await Promise.all(steps.map(perform));
        const { balance, available, reserved } = await use.read(owner, walletId);
        const [sum, held] = [
          sumOf(await use.entries(owner, walletId)),
          sumOf([{ amount: reserved }]),
        ];
        expect(sumOf([{ amount: balance }])).toBe(sum);
        expect(sumOf([{ amount: available }])).toBe(sum - held);
        expect(available).not.toMatch(/^-/);
      }),
      { numRuns: 10 },
    );
  });

  test('prevent the deletion of a wallet with a reservation', async () => {
    const walletId = await use.funded(owner, '1');
    await use.reserve(walletId, 'holding', '1');
    const refused = await owner.delete(`/v1/wallets/${walletId}`).expect(409);
    expect(refused.body.code).toBe('wallet_not_empty');
  });

  test('are not settled by a caller who may not verify', async () => {
    await use.reserve(await use.funded(owner, '1'), 'guarded', '1');
    const user = await organization.join(owner, 'user');
    await user.post('/v1/charges/guarded/settle', {}).expect(403);
    await user.get('/v1/charges/guarded').expect(403);
  });

  test.each([['-1'], ['1e3'], [1]])('cannot be settled with %s', async (amount) => {
    const answer = await verifier.post('/v1/charges/any/settle', { amount }).expect(422);
    expect(answer.body.errors).toEqual([expect.objectContaining({ pointer: '/amount' })]);
  });
});
