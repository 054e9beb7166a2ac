import type { Page } from 'playwright-core';
import { describeInBrowser } from '../support/browser';
import { barriersOn } from './support/axe';
import { makeEveryKind, type EveryKind } from './support/every-kind';
import { startTestConsole, type TestConsole } from './support/test-console';

/** What the provider sends with everything that a run creates. */
const RUN = { 'keyplane-stack': 'payments/prod', 'keyplane-run': 'run-1' };

let web: TestConsole;
let made: EveryKind;
let page: Page;

beforeAll(async () => {
  web = await startTestConsole();
  made = await makeEveryKind(web.api, RUN);
  page = await web.open('/home');
});

afterEach(() => expect(web.takeFaults()).toEqual([]));

afterAll(() => web.close());

const REVERTED = 'The next plan reverts what you change here.';
const RECREATED = 'The next plan creates a replacement.';
const NO_SECRET = 'The state of the stack does not get the new secret';

const button = (name: string) => () => page.getByRole('button', { name, exact: true }).click();

const menu = (of: string, name: string) => async () => {
  await page.getByRole('button', { name: `Actions for ${of}` }).click();
  await page.getByRole('menuitem', { name, exact: true }).click();
};

type Dialog = readonly [title: string, path: () => string, open: () => Promise<void>, says: string];

const dialogs: readonly Dialog[] = [
  ['Disable service API key', () => `/keys/${made.claimedKey}`, button('Disable'), REVERTED],
  ['Enable service API key', () => `/keys/${made.accountKey}`, button('Enable'), REVERTED],
  ['Revoke service API key', () => `/keys/${made.claimedKey}`, button('Revoke'), RECREATED],
  ['Rotate service API key', () => `/keys/${made.claimedKey}`, button('Rotate'), NO_SECRET],
  ['Enable service API key', () => '/service-api-keys', menu('deploy', 'Enable'), REVERTED],
  ['Disable service API key', () => '/service-api-keys', menu('by-claim', 'Disable'), REVERTED],
  ['Delete service API key', () => '/service-api-keys', menu('by-claim', 'Delete'), RECREATED],
  ['Delete application key', () => '/application-keys', button('Delete 我的 laptop'), RECREATED],
  ['Edit Name', () => '/api-keys', menu('web-shop', 'Edit Name'), REVERTED],
  ['Delete API key', () => '/api-keys', menu('web-shop', 'Delete'), RECREATED],
  ['Edit credentials roles', () => `/credentials/${made.account}`, button('Edit roles'), REVERTED],
  [
    'Disable credential',
    () => `/credentials/${made.account}`,
    button('Disable credential'),
    REVERTED,
  ],
  [
    'Delete credential',
    () => `/credentials/${made.account}`,
    button('Delete credential'),
    RECREATED,
  ],
  ['Disable pipeline', () => `/credentials/${made.account}`, menu('pipeline', 'Disable'), REVERTED],
  ['Delete pipeline', () => `/credentials/${made.account}`, menu('pipeline', 'Delete'), RECREATED],
  [
    'Delete token',
    () => `/credentials/${made.account}`,
    async () => {
      await page.getByRole('button', { name: made.accountKey }).click();
      await page.getByRole('dialog', { name: 'Token' }).getByLabel('Delete token').click();
    },
    RECREATED,
  ],
  ['Edit reader', () => `/roles/${made.role}`, button('Edit role'), REVERTED],
  ['Edit On call', () => '/groups', button('Edit: On call'), REVERTED],
  ['Delete group On call', () => '/groups', button('Delete: On call'), RECREATED],
  ['Edit user 1', () => '/members', menu('user 1', 'Edit name and role'), REVERTED],
  ['Remove user 1', () => '/members', menu('user 1', 'Remove'), RECREATED],
  ['Rename wallet', () => '/wallets', menu('Main wallet', 'Rename'), REVERTED],
  [
    'Edit key name and description',
    () => '/key-management',
    button('Edit key name and description: images'),
    REVERTED,
  ],
  ['Edit members of images', () => '/key-management', button('Edit members: images'), REVERTED],
  ['Edit services of images', () => '/key-management', button('Edit services: images'), REVERTED],
  ['Revoke key', () => '/key-management', button('Revoke key: images'), RECREATED],
  ['Edit key policy', () => '/key-policy', button('Edit policy'), REVERTED],
  ['Delete key policy', () => '/key-policy', button('Delete policy'), RECREATED],
];

describeInBrowser('a dialog that changes what a Terraform run created', () => {
  it.each(dialogs)('“%s” names the stack and says what the next plan does', async (...dialog) => {
    const [title, path, open, says] = dialog;
    await page.goto(path());
    await open();
    const shown = page.getByRole('dialog', { name: title });
    const warning = shown.getByRole('alert').filter({ hasText: 'Managed by Terraform' });
    await warning.getByText('payments/prod', { exact: true }).waitFor();
    await warning.getByText(says).waitFor();
  });

  it('cannot be confirmed before it is known whether a stack manages the object', async () => {
    let answer = (): void => undefined;
    const held = new Promise<void>((resolve) => (answer = resolve));
    await page.route('**/v1/creations*', async (route) => {
      await held;
      await route.continue();
    });
    await page.goto('/groups');
    await button('Delete: On call')();
    const dialog = page.getByRole('dialog', { name: 'Delete group On call' });
    const confirm = dialog.getByRole('button', { name: 'Delete group' });
    await confirm.waitFor();
    expect(await confirm.isDisabled()).toBe(true);
    answer();
    await dialog.getByText('payments/prod', { exact: true }).waitFor();
    await confirm.and(page.locator(':enabled')).waitFor();
    await page.unroute('**/v1/creations*');
  });

  it('has no barriers', async () => {
    await page.goto('/groups');
    await button('Edit: On call')();
    await page.getByRole('dialog').getByText('payments/prod').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).waitFor();
    expect(await barriersOn(page)).toEqual([]);
  });

  it('warns about a role and a wallet that nothing uses, and about a token of a service key', async () => {
    const owner = web.api.as(web.api.team.owner);
    const post = async (path: string, body: object) => {
      const { body: created } = await owner.post(path).set(RUN).send(body).expect(201);
      return (created as { id: string }).id;
    };
    const role = await post('/v1/roles', { name: 'unused', permissions: [] });
    await post('/v1/wallets', { name: 'Spare', currency: 'EUR' });
    await post('/v1/service-key-tokens', {
      service_key_id: made.serviceKey,
      kind: 'shared',
      name: 'first',
      expires_at: 'never',
      accept_terms: '2026-11',
    });
    const warns = async (title: string, says: string) => {
      const dialog = page.getByRole('dialog', { name: title });
      await dialog.getByText('payments/prod', { exact: true }).waitFor();
      await dialog.getByText(says).waitFor();
    };
    await page.goto(`/roles/${role}`);
    await button('Delete role')();
    await warns('Delete role unused', RECREATED);
    await page.goto('/wallets');
    await menu('Spare', 'Delete')();
    await warns('Delete wallet', RECREATED);
    await page.goto('/key-management');
    await button('Rotate token: images')();
    await warns('Rotate token', NO_SECRET);
  });
});

describeInBrowser('a list', () => {
  const MARK = 'Managed by Terraform, stack payments/prod';

  it.each([
    ['/groups', 'On call'],
    ['/members', 'user 1'],
    ['/key-management', 'images'],
    ['/wallets', 'Main wallet'],
    ['/roles', 'reader'],
    ['/service-api-keys', 'deploy'],
  ])('of %s marks %s, which a run created', async (path, name) => {
    await page.goto(path);
    const row = page.getByRole('row').filter({ hasText: name });
    await row.getByRole('img', { name: MARK }).hover();
    await page.getByRole('tooltip', { name: MARK }).waitFor();
    await page.mouse.move(0, 0);
    await page.getByRole('tooltip', { name: MARK }).waitFor({ state: 'detached' });
    expect(await barriersOn(page)).toEqual([]);
  });

  it('does not mark what a person created', async () => {
    await page.goto('/members');
    await page
      .getByRole('row')
      .filter({ hasText: 'user 1' })
      .getByRole('img', { name: MARK })
      .waitFor();
    const own = page.getByRole('row').filter({ hasText: '(you)' });
    expect(await own.getByRole('img', { name: MARK }).count()).toBe(0);
  });
});

describeInBrowser('the page of an object', () => {
  const pages = (): readonly string[] => [
    `/keys/${made.applicationKey}`,
    `/credentials/${made.account}`,
    `/roles/${made.role}`,
    `/wallets/${made.wallet}`,
    '/key-policy',
  ];

  it('says which stack manages it', async () => {
    for (const path of pages()) {
      await page.goto(path);
      await page.getByText('Managed by Terraform', { exact: true }).waitFor();
      await page.getByText('payments/prod', { exact: true }).waitFor();
    }
  });

  it('says nothing about Terraform if no run created it', async () => {
    const owner = web.api.as(web.api.team.owner);
    const { body } = await owner
      .post('/v1/roles')
      .send({ name: 'by hand', permissions: [] })
      .expect(201);
    const asked = page.waitForResponse((response) => response.url().includes('/v1/creations'));
    await page.goto(`/roles/${(body as { id: string }).id}`);
    await asked;
    await page.getByRole('heading', { name: 'by hand' }).waitFor();
    expect(await page.getByText('Managed by Terraform').count()).toBe(0);
  });
});
