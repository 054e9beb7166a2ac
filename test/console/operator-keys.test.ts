import { describeInBrowser } from '../support/browser';
import { barriersOn } from './support/axe';
import { startTestConsole, type TestConsole } from './support/test-console';

let web: TestConsole;

beforeEach(async () => {
  web = await startTestConsole();
});

afterEach(async () => {
  expect(web.takeFaults()).toEqual([]);
  await web.close();
});

const open = (options: object = {}) =>
  web.open('/operator/keys', { as: web.api.operator, ...options });

describeInBrowser('the Operator keys page', () => {
  it('creates a key, shows its secret once, and revokes the old key with its session', async () => {
    const page = await open();
    await page.getByRole('row', { name: /Operator \(your key\)/ }).waitFor();
    expect(await barriersOn(page)).toEqual([]);
    await page.getByRole('button', { name: 'Create operator key' }).click();
    const dialog = page.getByRole('dialog', { name: 'Create operator key' });
    await dialog.getByRole('button', { name: 'Create key' }).click();
    await dialog.getByText('Enter who has the key').waitFor();
    expect(await barriersOn(page)).toEqual([]);
    await dialog.getByRole('textbox', { name: 'Description' }).fill('Ada, on call');
    await dialog.getByRole('button', { name: 'Create key' }).click();
    const revealed = page.getByRole('dialog', { name: 'Operator key created' });
    await revealed.locator('code').first().waitFor();
    const [secret = '', clientId = ''] = await revealed.locator('code').allTextContents();
    expect(await barriersOn(page)).toEqual([]);
    await revealed.getByRole('button', { name: 'OK, I have copied it' }).click();
    await revealed.waitFor({ state: 'detached' });
    await page.getByRole('row', { name: /Ada, on call/ }).waitFor();
    await page.getByRole('button', { name: 'Actions for Ada, on call' }).click();
    await page.getByRole('menuitem', { name: 'Details' }).click();
    const details = page.getByRole('dialog', { name: 'Ada, on call' });
    await details.getByText('Operator', { exact: true }).waitFor();
    expect(await barriersOn(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await details.waitFor({ state: 'detached' });
    expect(await page.content()).not.toContain(secret);
    await web.api.as({ clientId, secret }).get('/v1/teams').expect(200);

    await page.getByRole('button', { name: 'Actions for Operator' }).click();
    await page.getByRole('menuitem', { name: 'Revoke' }).click();
    const question = page.getByRole('dialog', { name: 'Revoke Operator' });
    await question.getByText('You signed in with this key').waitFor();
    expect(await barriersOn(page)).toEqual([]);
    await question.getByRole('button', { name: 'Revoke key' }).click();
    await page.getByRole('heading', { name: 'Sign in to Keyplane' }).waitFor();
    await web.api.as(web.api.operator).get('/v1/teams').expect(401);
    await web.api.as({ clientId, secret }).get('/v1/teams').expect(200);
    await page.context().close();
  });

  it('warns before the last key, and before keys that nobody has used', async () => {
    const page = await open();
    const actions = page.getByRole('button', { name: 'Actions for Operator' });
    await actions.click();
    await page.getByRole('menuitem', { name: 'Revoke' }).click();
    const question = page.getByRole('dialog', { name: 'Revoke Operator' });
    await question.getByText('keyplane recover --operator').waitFor();
    await question.getByRole('button', { name: 'Revoke the last key' }).waitFor();
    expect(await barriersOn(page)).toEqual([]);
    await question.getByRole('button', { name: 'Cancel' }).click();
    await web.api
      .as(web.api.operator)
      .post('/v1/operator/keys')
      .send({ description: 'Unused' })
      .expect(201);
    await page.reload();
    await page.getByRole('row', { name: /Unused/ }).waitFor();
    await actions.click();
    await page.getByRole('menuitem', { name: 'Revoke' }).click();
    await question.getByText('None of the other keys has been used yet').waitFor();
    await question.getByRole('button', { name: 'Cancel' }).click();
    await web.api.as(web.api.operator).get('/v1/teams').expect(200);
    await page.context().close();
  });

  it('refuses to revoke the last key if another operator has just revoked the other one', async () => {
    const { body } = await web.api
      .as(web.api.operator)
      .post('/v1/operator/keys')
      .send({ description: 'Other' })
      .expect(201);
    const page = await open();
    await page.getByRole('row', { name: /Other/ }).waitFor();
    await page.getByRole('button', { name: 'Actions for Operator' }).click();
    await page.getByRole('menuitem', { name: 'Revoke' }).click();
    const question = page.getByRole('dialog', { name: 'Revoke Operator' });
    await question.getByRole('button', { name: 'Revoke key' }).waitFor();
    await web.api
      .as(web.api.operator)
      .delete(`/v1/operator/keys/${(body as { id: string }).id}`)
      .expect(204);
    await question.getByRole('button', { name: 'Revoke key' }).click();
    await question.getByText('is the only operator key that works').first().waitFor();
    await web.api.as(web.api.operator).get('/v1/teams').expect(200);
    await page.context().close();
  });

  it('fits a phone, in the dark and with a long description', async () => {
    await web.api
      .as(web.api.operator)
      .post('/v1/operator/keys')
      .send({ description: `Long ${'description '.repeat(40)}` })
      .expect(201);
    const page = await open({ size: 'phone', scheme: 'dark' });
    await page.getByRole('row', { name: /Long/ }).waitFor();
    expect(await barriersOn(page)).toEqual([]);
    await page.context().close();
  });
});

describeInBrowser('the wallets on the operator’s page of a team', () => {
  it('are listed, and credited from there', async () => {
    const owner = web.api.as(web.api.team.owner);
    const page = await web.open(`/operator/teams/${web.api.team.id}`, { as: web.api.operator });
    await page.getByText('No wallets yet').waitFor();
    expect(await barriersOn(page)).toEqual([]);
    const wallet = { name: 'Main', currency: 'USD' };
    await owner.post('/v1/wallets').send(wallet).expect(201);
    await page.reload();
    const row = page.getByRole('row', { name: /Main/ });
    await row.getByText('0 USD').first().waitFor();
    await page.getByRole('button', { name: 'Actions for Main' }).click();
    await page.getByRole('menuitem', { name: 'Credit' }).click();
    const dialog = page.getByRole('dialog', { name: 'Credit Main' });
    await dialog.getByLabel('Amount').fill('12.5');
    await dialog.getByLabel('Charge ID').fill('invoice-1');
    expect(await barriersOn(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Credit wallet' }).click();
    await row.getByText('12.5 USD').waitFor();
    expect(await barriersOn(page)).toEqual([]);
    await page.context().close();
  });
});
