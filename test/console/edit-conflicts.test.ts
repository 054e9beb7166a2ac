import type { Locator, Page } from 'playwright-core';
import { describeInBrowser } from '../support/browser';
import { barriersOn } from './support/axe';
import { makeEveryKind, type EveryKind } from './support/every-kind';
import { startTestConsole, type TestConsole } from './support/test-console';

let web: TestConsole;
let made: EveryKind;

beforeAll(async () => {
  web = await startTestConsole();
  made = await makeEveryKind(web.api);
});

afterEach(() => expect(web.takeFaults()).toEqual([]));

afterAll(() => web.close());

const owner = () => web.api.as(web.api.team.owner);

async function editGroup(page: Page): Promise<Locator> {
  await page.getByRole('button', { name: /^Edit: / }).click();
  const dialog = page.getByRole('dialog', { name: /^Edit / });
  await dialog.getByRole('textbox', { name: 'Name' }).waitFor();
  return dialog;
}

const field = (dialog: Locator, name: string) => dialog.getByRole('textbox', { name });
const save = (dialog: Locator, name = 'Save') => dialog.getByRole('button', { name }).click();

async function groupInApi(): Promise<{ name: string; description: string }> {
  const { body } = await owner().get(`/v1/groups/${made.group}`).expect(200);
  return body as { name: string; description: string };
}

describeInBrowser('two tabs that edit one object', () => {
  it('shows the second one what the first one changed, and lets the person decide', async () => {
    const first = await web.open('/groups');
    const second = await first.context().newPage();
    await second.goto('/groups');
    const a = await editGroup(first);
    const b = await editGroup(second);
    await field(a, 'Name').fill('Night shift');
    await save(a);
    await a.waitFor({ state: 'detached' });

    await field(b, 'Description').fill('Mine');
    await save(b);
    const conflict = b.getByRole('alert').filter({ hasText: 'Somebody changed this' });
    await conflict.getByText('Name: “On call” is now “Night shift”').waitFor();
    expect(await groupInApi()).toMatchObject({ name: 'Night shift', description: 'For nights' });
    expect(await barriersOn(second)).toEqual([]);

    await conflict.getByRole('button', { name: 'Use the current values' }).click();
    await conflict.waitFor({ state: 'detached' });
    expect(await field(b, 'Name').inputValue()).toBe('Night shift');
    expect(await field(b, 'Description').inputValue()).toBe('For nights');
    await field(b, 'Description').fill('For the night shift');
    await save(b);
    await b.waitFor({ state: 'detached' });
    expect(await groupInApi()).toMatchObject({
      name: 'Night shift',
      description: 'For the night shift',
    });
    await first.context().close();
  });

  it('replaces the changes of the first one only if the person says so', async () => {
    const page = await web.open('/groups');
    const dialog = await editGroup(page);
    await field(dialog, 'Name').fill('Mine');
    await owner().patch(`/v1/groups/${made.group}`).send({ name: 'Theirs' }).expect(200);
    await save(dialog);
    await dialog.getByText('is now “Theirs”').waitFor();
    expect(await groupInApi()).toMatchObject({ name: 'Theirs' });
    await save(dialog, 'Save my values');
    await dialog.waitFor({ state: 'detached' });
    expect(await groupInApi()).toMatchObject({ name: 'Mine' });
    await page.context().close();
  });

  it('does not ask if the other change is one that the dialog does not touch', async () => {
    const page = await web.open(`/credentials/${made.account}`);
    await page.getByRole('button', { name: 'Edit roles' }).click();
    const dialog = page.getByRole('dialog', { name: 'Edit credentials roles' });
    await dialog.getByRole('combobox', { name: 'Roles' }).click();
    await page.keyboard.press('Backspace');
    await page.keyboard.press('Escape');
    const path = `/v1/service-accounts/${made.account}`;
    await owner().patch(path).send({ description: 'changed elsewhere' }).expect(200);
    await save(dialog);
    await dialog.waitFor({ state: 'detached' });
    const { body } = await owner().get(path).expect(200);
    expect(body).toMatchObject({ description: 'changed elsewhere', role_ids: [] });
    await page.context().close();
  });

  it('says that the object is gone if somebody deleted it', async () => {
    const { body } = await owner().post('/v1/wallets').send({ name: 'Gone', currency: 'EUR' });
    const page = await web.open('/wallets');
    await menu(page, 'Gone', 'Rename');
    const dialog = page.getByRole('dialog', { name: 'Rename wallet' });
    await field(dialog, 'Name').fill('Still here');
    await owner()
      .delete(`/v1/wallets/${(body as { id: string }).id}`)
      .expect(204);
    await save(dialog);
    await dialog.getByRole('alert').waitFor();
    await page.context().close();
  });
});

async function menu(page: Page, of: string, name: string): Promise<void> {
  await page.getByRole('button', { name: `Actions for ${of}` }).click();
  await page.getByRole('menuitem', { name, exact: true }).click();
}

interface Edit {
  readonly dialog: string;
  readonly path: () => string;
  readonly open: (page: Page) => Promise<void>;
  /** What somebody else changes meanwhile, by the API. */
  readonly object: () => string;
  readonly change: () => object;
}

const icon = (name: string) => (page: Page) =>
  page.getByRole('button', { name, exact: true }).click();

/** Every dialog that edits an object, besides that of a group. */
const edits: readonly Edit[] = [
  {
    dialog: 'Edit reader',
    path: () => `/roles/${made.role}`,
    open: icon('Edit role'),
    object: () => `/v1/roles/${made.role}`,
    change: () => ({ permissions: ['reports.read', 'reports.write'] }),
  },
  {
    dialog: 'Edit credentials roles',
    path: () => `/credentials/${made.account}`,
    open: icon('Edit roles'),
    object: () => `/v1/service-accounts/${made.account}`,
    change: () => ({ role_ids: [made.role] }),
  },
  {
    dialog: 'Edit user 1',
    path: () => '/members',
    open: (page) => menu(page, 'user 1', 'Edit name and role'),
    object: () => `/v1/members/${made.member.memberId}`,
    change: () => ({ team_role: 'admin' }),
  },
  {
    dialog: 'Rename wallet',
    path: () => '/wallets',
    open: (page) => menu(page, 'Main wallet', 'Rename'),
    object: () => `/v1/wallets/${made.wallet}`,
    change: () => ({ name: 'Other wallet' }),
  },
  {
    dialog: 'Edit Name',
    path: () => '/api-keys',
    open: (page) => menu(page, 'web-shop', 'Edit Name'),
    object: () => `/v1/service-key-tokens/${made.token}`,
    change: () => ({ name: 'web-shop-2' }),
  },
  {
    dialog: 'Edit members of images',
    path: () => '/key-management',
    open: icon('Edit members: images'),
    object: () => `/v1/service-keys/${made.serviceKey}`,
    change: () => ({ member_ids: [] }),
  },
  {
    dialog: 'Edit services of images',
    path: () => '/key-management',
    open: icon('Edit services: images'),
    object: () => `/v1/service-keys/${made.serviceKey}`,
    change: () => ({ services: [] }),
  },
  {
    dialog: 'Edit key name and description',
    path: () => '/key-management',
    open: icon('Edit key name and description: images'),
    object: () => `/v1/service-keys/${made.serviceKey}`,
    change: () => ({ description: 'Changed' }),
  },
  {
    dialog: 'Edit key policy',
    path: () => '/key-policy',
    open: icon('Edit policy'),
    object: () => `/v1/team-policies/${made.policy}`,
    change: () => ({ require_expiry: true }),
  },
];

describeInBrowser('every dialog that edits', () => {
  it.each(edits)('“$dialog” does not overwrite what somebody else changed', async (edit) => {
    const page = await web.open(edit.path());
    await edit.open(page);
    const dialog = page.getByRole('dialog', { name: edit.dialog });
    await dialog.getByRole('button', { name: 'Save' }).waitFor();
    await owner().patch(edit.object()).send(edit.change()).expect(200);
    await save(dialog);
    await dialog.getByText('Somebody changed this while you edited it').waitFor();
    const { body } = await owner().get(edit.object()).expect(200);
    expect(body).toMatchObject(edit.change());
    await page.context().close();
  });
});
