import { describeInBrowser } from '../support/browser';
import type { Locator, Page } from 'playwright-core';
import { eventually } from '../support/eventually';
import { DAY } from '../support/manual-clock';
import { barriersOn } from './support/axe';
import { startTestConsole, type TestConsole } from './support/test-console';

let web: TestConsole;

beforeAll(async () => {
  web = await startTestConsole();
});

afterEach(() => expect(web.takeFaults()).toEqual([]));

afterAll(() => web.close());

describeInBrowser('the Application keys page', () => {
  it('shows description, client ID, last use and creation of the person’s own keys', async () => {
    const page = await web.open('/application-keys');
    const table = page.getByRole('table', { name: 'Application keys' });
    await table.getByText(web.api.team.owner.clientId).waitFor();
    const headers = await table.getByRole('columnheader').allTextContents();
    expect(headers).toEqual([
      '',
      'Description',
      'Client ID',
      'Last used (UTC+1)',
      'Created at (UTC+1)',
      'Actions',
    ]);
    expect(await barriersOn(page)).toEqual([]);
    await page.context().close();
  });

  it('creates a key, shows its secret once, and lists it first', async () => {
    const page = await web.open('/application-keys');
    await page.getByRole('button', { name: 'New secret' }).click();
    const dialog = page.getByRole('dialog', { name: 'New secret' });
    await dialog.getByText('We recommend that you enter one').waitFor();
    await dialog.getByRole('textbox', { name: 'Description' }).fill('Laptop');
    await page.keyboard.press('Tab');
    expect(await barriersOn(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Generate now' }).click();

    const revealed = page.getByRole('dialog', { name: 'Application key created' });
    await revealed.getByText('shown only now').waitFor();
    expect(await barriersOn(page)).toEqual([]);
    const [secret = '', clientId = ''] = await revealed.locator('code').allTextContents();
    expect(secret).toMatch(/^kpa_\w{49}$/);
    const whoami = await web.api.as({ clientId, secret }).get('/v1/whoami');
    expect(whoami.status).toBe(200);

    await revealed.getByRole('button', { name: 'Copy Secret' }).click();
    await revealed.getByRole('button', { name: 'Copied: Secret' }).waitFor();
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(secret);
    await revealed.getByRole('button', { name: 'OK, I have copied it' }).click();
    await revealed.waitFor({ state: 'detached' });
    expect(await placesOf(page, secret)).toEqual([]);

    const first = page.getByRole('row').nth(1);
    await first.getByText('Laptop').waitFor();
    await first.getByText(clientId).waitFor();
    await page.context().close();
  });

  it('creates a key with the keyboard alone', async () => {
    const page = await web.open('/application-keys');
    await page.getByRole('button', { name: 'New secret' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'New secret' }).waitFor();
    await page.keyboard.type('By keyboard');
    await page.keyboard.press('Enter');
    const revealed = page.getByRole('dialog', { name: 'Application key created' });
    await revealed.waitFor();
    await focusOn(page, 'Copy Secret');
    await page.keyboard.press('Enter');
    await revealed.getByRole('button', { name: 'Copied: Secret' }).waitFor();
    await tabTo(page, 'OK, I have copied it');
    await page.keyboard.press('Enter');
    await revealed.waitFor({ state: 'detached' });
    await focusOn(page, 'New secret');
    await page.context().close();
  });

  it('does not lose the secret to Escape, a click outside, going back or a reload', async () => {
    const page = await web.open('/application-keys');
    await page.getByRole('button', { name: 'New secret' }).click();
    await page.getByRole('button', { name: 'Generate now' }).click();
    const revealed = page.getByRole('dialog', { name: 'Application key created' });
    await revealed.waitFor();
    await page.keyboard.press('Escape');
    await revealed.getByRole('alert').getByText('Copy it, then choose').waitFor();
    await page.mouse.click(5, 400);
    let asked = 0;
    page.on('dialog', (dialog) => {
      asked += 1;
      void dialog.dismiss();
    });
    await page.evaluate('void history.back()');
    await eventually(() => expect(asked).toBe(1));
    // Chromium asks again only after another gesture.
    await page.mouse.click(5, 400);
    void page.reload().catch(() => undefined);
    await eventually(() => expect(asked).toBe(2));
    await revealed.locator('code').first().waitFor();
    const secret = (await revealed.locator('code').first().textContent()) ?? '';
    expect(await placesOf(page, secret)).toEqual(['document']);
    await revealed.getByRole('button', { name: 'OK, I have copied it' }).click();
    await revealed.waitFor({ state: 'detached' });
    await page.context().close();
  });

  it('deletes a key after it showed what used the key', async () => {
    const { api } = web;
    const created = await api
      .as(api.team.owner)
      .post('/v1/application-keys')
      .send({ description: 'Old' });
    const { client_id: clientId, secret } = created.body as { client_id: string; secret: string };
    await api.as({ clientId, secret }).get('/v1/whoami');
    const page = await web.open('/application-keys');
    await page.getByRole('button', { name: 'Delete Old' }).click();
    const question = page.getByRole('dialog', { name: 'Delete application key' });
    await question.getByText('you can no longer use it to access').waitFor();
    await question.getByText('This key is in use').waitFor();
    expect(await barriersOn(page)).toEqual([]);
    await question.getByRole('button', { name: 'Confirm' }).click();
    await question.waitFor({ state: 'detached' });
    await page.getByText(clientId).waitFor({ state: 'detached' });
    // The button that had the focus has gone, and the keyboard goes on in the content.
    await page.locator('main:focus').waitFor();
    const refused = await api.as({ clientId, secret }).get('/v1/whoami');
    expect(refused.status).toBe(401);
    await page.context().close();
  });

  it('warns before a key is deleted with which this session began', async () => {
    const { api } = web;
    const created = await api
      .as(api.team.owner)
      .post('/v1/application-keys')
      .send({ description: 'Signed in' })
      .expect(201);
    const { client_id: clientId, secret } = created.body as { client_id: string; secret: string };
    const page = await web.open('/application-keys', { as: { clientId, secret } });
    const question = page.getByRole('dialog', { name: 'Delete application key' });
    await page.getByRole('button', { name: 'Delete Laptop' }).click();
    await question.getByText('you can no longer use it to access').waitFor();
    expect(await question.getByText('also signs you out').count()).toBe(0);
    await question.getByRole('button', { name: 'Cancel' }).click();
    await question.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Delete Signed in' }).click();
    await question.getByText('You signed in with this key, so this also signs you out.').waitFor();
    await question.getByRole('button', { name: 'Confirm' }).click();
    await page.getByRole('heading', { name: 'Sign in to Keyplane' }).waitFor();
    await page.context().close();
  });

  it('shows a long description without spaces in the list, on its page and in a dialog', async () => {
    const description = 'x'.repeat(300);
    await web.api
      .as(web.api.team.owner)
      .post('/v1/application-keys')
      .send({ description })
      .expect(201);
    const page = await web.open('/application-keys');
    await page.getByRole('button', { name: `Delete ${description}` }).click();
    const question = page.getByRole('dialog', { name: 'Delete application key' });
    await question.getByText(`After you delete “${description}”`).waitFor();
    expect(await isCut(question)).toBe(false);
    await question.getByRole('button', { name: 'Cancel' }).click();
    await question.waitFor({ state: 'detached' });
    // Its middle can be clicked, so nothing else of the row covers it.
    await page.getByRole('link', { name: description }).click();
    await page.getByRole('heading', { name: description }).waitFor();
    await page.getByText('This key has never been used.').waitFor();
    expect(await barriersOn(page)).toEqual([]);
    await page.context().close();
  });
});

describeInBrowser('the Application keys page of a team with a policy', () => {
  it('creates a key with the longest lifetime that the team allows, and says so', async () => {
    const { api } = web;
    const owner = api.as(api.team.owner);
    await owner.post('/v1/team-policies').send({ max_key_lifetime: '60d' }).expect(201);
    const page = await web.open('/application-keys');
    await page.getByRole('button', { name: 'New secret' }).click();
    const dialog = page.getByRole('dialog', { name: 'New secret' });
    await dialog.getByRole('textbox', { name: 'Description' }).fill('Limited');
    await dialog.getByText('It expires after 60d').waitFor();
    await dialog.getByRole('button', { name: 'Generate now' }).click();
    await page.getByRole('dialog', { name: 'Application key created' }).waitFor();
    const { body } = await owner.get('/v1/application-keys?q=Limited').expect(200);
    const expires_at = new Date(api.clock.now().getTime() + 60 * DAY).toISOString();
    expect(body.items).toMatchObject([{ expires_at }]);
    await page.context().close();
  });
});

/** Whether a part of the content is beyond the edge. */
const isCut = (dialog: Locator) =>
  dialog.evaluate((shown) => {
    const { scrollWidth, clientWidth } = shown as unknown as Record<string, number>;
    return Number(scrollWidth) > Number(clientWidth);
  });

/** Where a text is besides the memory of the page. */
async function placesOf(page: Page, text: string): Promise<readonly string[]> {
  return await page.evaluate((searched) => {
    const { document, location, history, localStorage, sessionStorage } = globalThis as unknown as {
      document: { documentElement: { outerHTML: string } };
      location: { href: string };
      history: { state: unknown };
      localStorage: object;
      sessionStorage: object;
    };
    const places = {
      document: document.documentElement.outerHTML,
      address: location.href,
      history: JSON.stringify(history.state),
      localStorage: JSON.stringify(localStorage),
      sessionStorage: JSON.stringify(sessionStorage),
    };
    return Object.entries(places).flatMap(([place, content]) =>
      Array(content.split(searched).length - 1).fill(place),
    ) as string[];
  }, text);
}

async function focusOn(page: Page, name: string): Promise<void> {
  await page.locator('button:focus').and(page.getByRole('button', { name })).waitFor();
}

async function tabTo(page: Page, name: string): Promise<void> {
  const focused = page.locator('button:focus').and(page.getByRole('button', { name }));
  for (let presses = 0; presses < 20; presses += 1) {
    if ((await focused.count()) > 0) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not reach “${name}”.`);
}
