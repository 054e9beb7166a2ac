import { describeInBrowser } from '../support/browser';
import { barriersOn } from './support/axe';
import { startTestConsole, type TestConsole } from './support/test-console';

let web: TestConsole;

const LONG = 'W'.repeat(200);

beforeAll(async () => {
  web = await startTestConsole();
  const operator = web.api.as(web.api.operator);
  const owner = web.api.as(web.api.team.owner);
  await operator.patch(`/v1/teams/${web.api.team.id}`).send({ name: LONG }).expect(200);
  const wallet = await owner.post('/v1/wallets').send({ name: LONG, currency: 'EUR' }).expect(201);
  const { id } = wallet.body as { id: string };
  const credit = { charge_id: 'c'.repeat(128), amount: '999999999.123456789', currency: 'EUR' };
  await operator.post(`/v1/wallets/${id}/credits`).send(credit).expect(200);
  const account = await owner.post('/v1/service-accounts').send({ name: LONG }).expect(201);
  const accountId = (account.body as { id: string }).id;
  await operator.put(`/v1/operator/verifiers/${accountId}`).expect(200);
  await operator.post('/v1/operator/keys').send({ description: LONG }).expect(201);
});

afterEach(() => expect(web.takeFaults()).toEqual([]));

afterAll(() => web.close());

describeInBrowser('the operator’s pages with the longest names', () => {
  it.each([
    ['/operator/teams', 'Suspend'],
    ['/operator/credits', 'Cancel credit'],
    ['/operator/verifiers', 'Withdraw'],
    ['/operator/keys', 'Details'],
  ])('%s fits, and so does its dialog', async (path, action) => {
    const page = await web.open(path, { as: web.api.operator });
    const row = page.getByRole('row', { name: /WWWW|cccc/ }).first();
    await row.waitFor();
    expect(await barriersOn(page)).toEqual([]);
    await row.getByRole('button', { name: /^Actions for/ }).click();
    await page.getByRole('menuitem', { name: action }).click();
    await page.getByRole('dialog').waitFor();
    expect(await barriersOn(page)).toEqual([]);
    await page.context().close();
  });

  it('the page of a team fits, and so does the dialog that credits a wallet', async () => {
    const page = await web.open(`/operator/teams/${web.api.team.id}`, { as: web.api.operator });
    await page.getByText('999999999.123456789 EUR').first().waitFor();
    expect(await barriersOn(page)).toEqual([]);
    await page.getByRole('button', { name: /^Actions for W/ }).click();
    await page.getByRole('menuitem', { name: 'Credit' }).click();
    await page.getByRole('dialog').waitFor();
    expect(await barriersOn(page)).toEqual([]);
    await page.context().close();
  });
});
