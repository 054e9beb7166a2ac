import { describeInBrowser } from '../support/browser';
import { readFileSync } from 'node:fs';
import { barriersOn } from './support/axe';
import { startTestConsole, type TestConsole } from './support/test-console';
import { payFor } from './support/pay-as-you-go';
import { joinTeam, loadCatalog, type TestMember } from './support/team';

let web: TestConsole;
let colleague: TestMember;

beforeAll(async () => {
  web = await startTestConsole();
  await loadCatalog(web.api);
  colleague = await joinTeam(web.api, 'user');
  const wallet = { name: 'Main wallet', currency: 'EUR' };
  await web.api.as(web.api.team.owner).post('/v1/wallets').send(wallet).expect(201);
});

afterEach(() => expect(web.takeFaults()).toEqual([]));

afterAll(() => web.close());

describeInBrowser('the Key management page', () => {
  it('creates a paid key with a user, a paid service and a token to download', async () => {
    const page = await web.open('/key-management');
    await page.getByRole('button', { name: 'CREATE NEW KEY' }).click();
    const dialog = page.getByRole('dialog', { name: 'Create new key' });
    await dialog.getByRole('textbox', { name: 'Name' }).fill('images-prod');
    await dialog.getByRole('combobox', { name: 'Users' }).fill(colleague.name);
    await page.getByRole('option', { name: colleague.name }).click();
    await page.keyboard.press('Escape');
    await dialog.getByRole('checkbox', { name: 'Image generation' }).click();
    await payFor(page, {
      service: 'Image generation',
      models: ['Image standard'],
      wallet: 'Main wallet',
    });
    await dialog.getByText('Image standard. “Main wallet” pays (0 EUR available).').waitFor();
    await dialog.getByRole('checkbox', { name: /^I have agreed/ }).check();
    expect(await barriersOn(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Create key' }).click();

    const revealed = page.getByRole('dialog', { name: 'Service key created' });
    const secret = (await revealed.locator('code').textContent()) ?? '';
    expect(secret).toMatch(/^kpt_\w{49}$/);
    const started = page.waitForEvent('download');
    await revealed.getByRole('button', { name: 'Download as text' }).click();
    const file = await (await started).path();
    expect(readFileSync(file, 'utf8')).toBe(`${secret}\n`);
    await revealed.getByRole('button', { name: 'CLOSE' }).click();
    const row = page
      .getByRole('table', { name: 'Paid for service keys' })
      .getByRole('row', { name: /images-prod/ });
    await row.getByText('Image generation').waitFor();
    await row.getByText(colleague.name).waitFor();
    expect(await barriersOn(page)).toEqual([]);
    await page.context().close();
  });

  it('shows a key with its services, members and tokens, and leads to a token', async () => {
    const page = await web.open('/key-management');
    await page.getByRole('button', { name: 'images-prod', exact: true }).click();
    const box = page.getByRole('dialog', { name: 'Service key' });
    await box
      .getByText('Image generation: Pay-as-you-go, Image standard, paid from Main wallet')
      .waitFor();
    await box.getByText(colleague.name, { exact: true }).waitFor();
    await box.getByText('shared, active, last used -').waitFor();
    expect(await barriersOn(page)).toEqual([]);
    await box.getByRole('link', { name: 'images-prod' }).click();
    await page.getByRole('heading', { name: 'images-prod' }).waitFor();
    await page.context().close();
  });

  it('edits details, members and services, and says whose tokens end', async () => {
    const page = await web.open('/key-management');
    await page.getByRole('button', { name: 'Edit key name and description: images-prod' }).click();
    const details = page.getByRole('dialog', { name: 'Edit key name and description' });
    await details.getByRole('textbox', { name: 'Description' }).fill('For the shop');
    await details.getByRole('button', { name: 'Save' }).click();
    await page.getByText('For the shop').waitFor();

    await page.getByRole('button', { name: 'Edit members: images-prod' }).click();
    const members = page.getByRole('dialog', { name: 'Edit members of images-prod' });
    await members.getByRole('combobox', { name: 'Members' }).click();
    await page.keyboard.press('Backspace');
    await page.keyboard.press('Escape');
    await members.getByText('The personal tokens of these members end').waitFor();
    await members
      .getByRole('checkbox', { name: 'Notify the members of their changed keys' })
      .check();
    expect(await barriersOn(page)).toEqual([]);
    await members.getByRole('button', { name: 'Save' }).click();
    await members.waitFor({ state: 'detached' });

    await page.getByRole('button', { name: 'Edit services: images-prod' }).click();
    const services = page.getByRole('dialog', { name: 'Edit services of images-prod' });
    await services.getByRole('checkbox', { name: 'Image generation' }).uncheck();
    await services.getByText('This service key has never been used.').waitFor();
    await services.getByRole('button', { name: 'Save' }).click();
    await services.waitFor({ state: 'detached' });
    await page
      .getByRole('row', { name: /images-prod/ })
      .getByText('None')
      .first()
      .waitFor();
    await page.context().close();
  });

  it('rotates one of several tokens, and revokes the key', async () => {
    const owner = web.api.as(web.api.team.owner);
    const { body } = await owner.get('/v1/service-keys?plan=paid').expect(200);
    const { id } = body.items[0] as { id: string };
    const second = { service_key_id: id, kind: 'shared', name: 'second', expires_at: 'never' };
    await owner
      .post('/v1/service-key-tokens')
      .send({ ...second, accept_terms: '2026-11' })
      .expect(201);
    const page = await web.open('/key-management');
    await page.getByRole('button', { name: 'Rotate token: images-prod' }).click();
    const dialog = page.getByRole('dialog', { name: 'Rotate token' });
    await dialog.getByRole('radio', { name: 'second' }).check();
    expect(await barriersOn(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Rotate token' }).click();
    const revealed = page.getByRole('dialog', { name: 'Token rotated' });
    expect(await revealed.locator('code').textContent()).toMatch(/^kpt_\w{49}$/);
    await revealed.getByRole('button', { name: 'CLOSE' }).click();
    await page.getByRole('button', { name: 'Revoke key: images-prod' }).click();
    const question = page.getByRole('dialog', { name: 'Revoke key' });
    await question.getByText('ends all its tokens').waitFor();
    await question.getByRole('button', { name: 'Revoke key' }).click();
    await page.getByText('No paid for service keys yet').waitFor();
    await page.context().close();
  });

  it('shows what the free key cannot do, and generates a personal token of it', async () => {
    const owner = web.api.as(web.api.team.owner);
    const { body } = await owner.get('/v1/service-keys?plan=free').expect(200);
    const [free] = body.items as { id: string; name: string }[];
    const member_ids = [web.api.team.owner.memberId];
    await owner.patch(`/v1/service-keys/${free?.id}`).send({ member_ids }).expect(200);
    const page = await web.open('/key-management');
    const revoke = page.getByRole('button', { name: `Revoke key: ${free?.name}` });
    expect(await revoke.getAttribute('aria-disabled')).toBe('true');
    await revoke.hover();
    await page.getByText('This is not available for the free service key.').waitFor();
    await page.getByRole('button', { name: `Generate personal token: ${free?.name}` }).click();
    const dialog = page.getByRole('dialog', { name: /^Generate personal token/ });
    await dialog.getByRole('checkbox').check();
    await dialog.getByRole('button', { name: 'Generate personal token' }).click();
    const revealed = page.getByRole('dialog', { name: 'Personal token generated' });
    await revealed.getByText('After clicking CLOSE').waitFor();
    expect(await revealed.locator('code').textContent()).toMatch(/^kpt_\w{49}$/);
    await revealed.getByRole('button', { name: 'CLOSE' }).click();
    await page.context().close();
  });
});
