import { describeInBrowser } from '../support/browser';
import { eventually } from '../support/eventually';
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { barriersOn } from './support/axe';
import { joinTeam, loadCatalog, type TestMember } from './support/team';
import { startTestConsole, type TestConsole } from './support/test-console';

const DAY_MILLIS = 86_400_000;

let web: TestConsole;
let admin: TestMember;
let user: TestMember;
/** A day with events of its own, in the time zone of the browser. */
let lastDay: string;

beforeAll(async () => {
  web = await startTestConsole();
  admin = await joinTeam(web.api, 'admin');
  user = await joinTeam(web.api, 'user');
  const { body } = await web.api
    .as(admin)
    .post('/v1/roles')
    .send({ name: '=1+1, "quoted"', permissions: [] })
    .expect(201);
  const { id } = body as { id: string };
  web.api.clock.advance(2 * DAY_MILLIS);
  lastDay = web.api.clock.now().toLocaleDateString('en-CA', { timeZone: 'Europe/Berlin' });
  await web.api.as(admin).patch(`/v1/roles/${id}`).send({ name: 'Reader' }).expect(200);
  await web.api.as(user).post('/v1/roles').send({ name: 'Mine', permissions: [] }).expect(403);
});

afterEach(() => expect(web.takeFaults()).toEqual([]));

afterAll(() => web.close());

const table = (page: Page) => page.getByRole('table', { name: 'Audit log' });

/** While a list is fetched again, it has no rows: they are read until they are the expected ones. */
const expectActions = (page: Page, actions: readonly string[]): Promise<void> =>
  eventually(async () =>
    expect(await table(page).getByRole('button').allTextContents()).toEqual(actions),
  );

async function makeCredentialAndToken() {
  const owner = web.api.as(web.api.team.owner);
  await loadCatalog(web.api);
  const { body: account } = await owner
    .post('/v1/service-accounts')
    .send({ name: 'linked-credential' })
    .expect(201);
  const { body: keys } = await owner.get('/v1/service-keys?plan=free').expect(200);
  const { body: token } = await owner
    .post('/v1/service-key-tokens')
    .send({
      service_key_id: (keys.items as { id: string }[])[0]?.id,
      kind: 'shared',
      name: 'linked-token',
      expires_in: '30d',
      accept_terms: '2026-11',
    })
    .expect(201);
  return { id: (account as { id: string }).id, tokenId: (token as { id: string }).id };
}

describeInBrowser('the Audit log page', () => {
  it('is filtered by who, what, outcome, object and day', async () => {
    const page = await web.open('/audit-log');
    await table(page).getByRole('button', { name: 'role.updated' }).waitFor();
    expect(await barriersOn(page)).toEqual([]);
    await page.getByRole('combobox', { name: 'Who' }).fill(admin.name);
    await page.getByRole('option', { name: admin.name }).click();
    await page.getByLabel('From').fill(lastDay);
    await expectActions(page, ['role.updated']);
    await page.getByLabel('From').fill('');
    const dayBefore = new Date(Date.parse(lastDay) - DAY_MILLIS).toISOString().slice(0, 10);
    await page.getByLabel('To').fill(dayBefore);
    await table(page).getByRole('button', { name: 'role.created' }).waitFor();
    await table(page).getByRole('button', { name: 'role.updated' }).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Clear' }).click();

    await page.getByLabel('Outcome').selectOption('Refused: insufficient permissions');
    await expectActions(page, ['createRole']);
    await table(page).getByText(user.name).waitFor();
    await page.getByRole('button', { name: 'Clear' }).click();

    await page.getByRole('combobox', { name: 'What' }).fill('role.up');
    await page.getByRole('option', { name: 'role.updated' }).click();
    await expectActions(page, ['role.updated']);
    await page.getByRole('textbox', { name: 'Object' }).fill('role_none');
    await page.getByText('No events found').waitFor();
    expect(await barriersOn(page)).toEqual([]);
    await page.context().close();
  });

  it('shows an object before and after its change', async () => {
    const page = await web.open('/audit-log');
    await table(page).getByRole('button', { name: 'role.updated' }).click();
    const dialog = page.getByRole('dialog', { name: 'role.updated' });
    const changes = dialog.getByRole('table', { name: 'Before and after' });
    await eventually(async () =>
      expect(await changes.getByRole('cell').allTextContents()).toEqual([
        'name',
        '=1+1, "quoted"',
        'Reader',
      ]),
    );
    await dialog.getByText(`${admin.name} (member)`).waitFor();
    expect(await barriersOn(page)).toEqual([]);
    await page.context().close();
  });

  it('leads to the page of every kind of object that has one', async () => {
    const { id, tokenId } = await makeCredentialAndToken();
    const page = await web.open('/audit-log');
    await table(page).getByRole('link', { name: tokenId }).first().click();
    await page.getByRole('heading', { name: 'linked-token' }).waitFor();
    await page.goBack();
    await table(page).getByRole('link', { name: id }).first().click();
    await page.getByRole('heading', { name: 'linked-credential' }).waitFor();
    await page.context().close();
  });

  it('exports what the filter finds as CSV and as JSON lines', async () => {
    const page = await web.open('/audit-log');
    await page.getByRole('combobox', { name: 'What' }).fill('role.created');
    await expectActions(page, ['role.created']);
    await page.getByRole('button', { name: 'Export' }).click();
    expect(await barriersOn(page)).toEqual([]);
    const lines = (await exported(page, 'JSON lines')).trimEnd().split('\n');
    const events = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(events).toMatchObject([
      { action: 'role.created', before: null, after: { name: '=1+1, "quoted"' } },
    ]);
    await page.getByRole('button', { name: 'Export' }).click();
    const [header, row, end] = (await exported(page, 'CSV')).split('\r\n');
    expect(header).toMatch(/^id,at,actor_kind,/);
    expect(row).toContain(`,${admin.name},`);
    expect(row).toContain('""name"":""=1+1, \\""quoted\\""""');
    expect(end).toBe('');
    await page.context().close();
  });

  it('is not offered to a user, and says so at its address', async () => {
    const page = await web.open('/audit-log', { as: user });
    await page.getByText('You may not read the audit log').waitFor();
    expect(await page.getByRole('link', { name: 'Audit log' }).count()).toBe(0);
    expect(await barriersOn(page)).toEqual([]);
    await page.context().close();
  });
});

async function exported(page: Page, format: string): Promise<string> {
  const started = page.waitForEvent('download');
  await page.getByRole('menuitem', { name: format }).click();
  return readFileSync(await (await started).path(), 'utf8');
}
