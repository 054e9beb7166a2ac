import type { Locator, Page } from 'playwright-core';
import { describeInBrowser } from '../support/browser';
import { barriersOn } from './support/axe';
import { makeEveryKind, type EveryKind } from './support/every-kind';
import { startTestConsole, type TestConsole } from './support/test-console';

let web: TestConsole;
let made: EveryKind;
let page: Page;

beforeAll(async () => {
  web = await startTestConsole();
  made = await makeEveryKind(web.api);
  await useEverything();
  page = await web.open('/home');
});

afterEach(() => expect(web.takeFaults()).toEqual([]));

afterAll(() => web.close());

const owner = () => web.api.as(web.api.team.owner);

interface Issued {
  readonly id: string;
  readonly client_id: string;
  readonly secret: string;
}

/** A key of the credential and two tokens of the paid service key, each used once. */
async function useEverything(): Promise<void> {
  const rotated = await owner()
    .post('/v1/service-account-keys')
    .send({ service_account_id: made.account, name: 'used', expires_in: '30d' })
    .expect(201);
  const key = rotated.body as Issued;
  await web.api.as({ clientId: key.client_id, secret: key.secret }).get('/v1/whoami').expect(200);
  const token = { service_key_id: made.serviceKey, expires_at: 'never', accept_terms: '2026-11' };
  const shared = await owner()
    .post('/v1/service-key-tokens')
    .send({ ...token, kind: 'shared', name: 'shop' })
    .expect(201);
  const personal = await web.api
    .as(made.member)
    .post('/v1/service-key-tokens')
    .send({ ...token, kind: 'personal', name: 'mine' })
    .expect(201);
  for (const { body } of [shared, personal]) {
    const asked = { secret: (body as Issued).secret, service_id: 'image-generation' };
    const { body: answer } = await owner().post('/v1/keys/verify').send(asked).expect(200);
    expect(answer).toMatchObject({ code: 'valid' });
  }
}

const button = (name: string) => (): Promise<void> =>
  page.getByRole('button', { name, exact: true }).click();

const menu = (of: string, name: string) => async (): Promise<void> => {
  await page.getByRole('button', { name: `Actions for ${of}` }).click();
  await page.getByRole('menuitem', { name, exact: true }).click();
};

async function dialogOf(path: string, open: () => Promise<void>, title: string): Promise<Locator> {
  await page.goto(path);
  await open();
  return page.getByRole('dialog', { name: title });
}

/** Who called, how often and when last. */
async function showsUse(dialog: Locator, noun: string, caller: RegExp): Promise<void> {
  const use = dialog.getByRole('alert').filter({ hasText: `This ${noun} is in use` });
  await use.getByText(/^Last used /).waitFor();
  await use.getByRole('listitem').filter({ hasText: caller }).first().waitFor();
}

const ADDRESS = /^127\.0\.0\.1: once, last /;
const OWNER = /^Owner of default: (once|2 times), last /;

type Use = readonly [
  title: string,
  path: () => string,
  open: () => Promise<void>,
  noun: string,
  caller: RegExp,
];

const uses: readonly Use[] = [
  ['Edit reader', () => `/roles/${made.role}`, button('Edit role'), 'role', ADDRESS],
  [
    'Edit credentials roles',
    () => `/credentials/${made.account}`,
    button('Edit roles'),
    'credential',
    ADDRESS,
  ],
  ['Rotate token', () => '/key-management', button('Rotate token: images'), 'token', OWNER],
  [
    'Remove user 1',
    () => '/members',
    menu('user 1', 'Remove'),
    'member’s access by personal token',
    OWNER,
  ],
];

async function enableBothTextModels(): Promise<void> {
  const owner = web.api.as(web.api.team.owner);
  const path = `/v1/service-keys/${made.serviceKey}`;
  const { body } = await owner.get(path).expect(200);
  const text = {
    service_id: 'text-generation',
    billing_policy: 'pay_as_you_go',
    model_ids: ['text-small', 'text-large'],
    wallet_id: made.wallet,
  };
  const { services } = body as { services: object[] };
  await owner
    .patch(path)
    .send({ services: [...services, text] })
    .expect(200);
}

describeInBrowser('what would stop working', () => {
  it.each(uses)('is shown by “%s”', async (title, path, open, noun, caller) => {
    await showsUse(await dialogOf(path(), open, title), noun, caller);
  });

  it('is shown before a member loses a service key, and before a service key loses a model', async () => {
    const members = await dialogOf(
      '/key-management',
      button('Edit members: images'),
      'Edit members of images',
    );
    await members.getByRole('combobox', { name: 'Members' }).click();
    await page.keyboard.press('Backspace');
    await page.keyboard.press('Escape');
    await showsUse(members, 'personal token', OWNER);
    await enableBothTextModels();
    const services = await dialogOf(
      '/key-management',
      button('Edit services: images'),
      'Edit services of images',
    );
    await button('Change models and wallet of Text generation')();
    const payment = page.getByRole('dialog', { name: 'Pay-as-you-go for Text generation' });
    await payment.getByRole('checkbox', { name: 'Text small' }).uncheck();
    await payment.getByRole('button', { name: 'Use these models' }).click();
    await showsUse(services, 'service key', OWNER);
  });
});

type Deletion = readonly [
  noun: string,
  path: () => string,
  open: () => Promise<void>,
  title: string,
];

const deletions: readonly Deletion[] = [
  ['service API key', () => '/service-api-keys', menu('used', 'Delete'), 'Delete service API key'],
  ['API key', () => '/api-keys', menu('web-shop', 'Delete'), 'Delete API key'],
  [
    'application key',
    () => '/application-keys',
    button('Delete 我的 laptop'),
    'Delete application key',
  ],
];

describeInBrowser('the safer step', () => {
  it.each(deletions)(
    'disables a %s that somebody wanted to delete',
    async (noun, path, open, title) => {
      const question = await dialogOf(path(), open, title);
      await question.getByRole('button', { name: 'Disable first' }).click();
      const disable = page.getByRole('dialog', { name: `Disable ${noun}` });
      await disable.getByText('You can enable it again at any time.').waitFor();
      expect(await barriersOn(page)).toEqual([]);
      await disable.getByRole('button', { name: 'Disable', exact: true }).click();
      await disable.waitFor({ state: 'detached' });
    },
  );

  it('has disabled these keys, and has revoked none', async () => {
    const read = async (path: string) => (await owner().get(path).expect(200)).body as object;
    const disabled = { state: 'disabled' };
    expect(await read(`/v1/application-keys/${made.applicationKey}`)).toMatchObject(disabled);
    expect(await read(`/v1/service-key-tokens/${made.token}`)).toMatchObject(disabled);
    const { items } = (await read('/v1/service-account-keys?state=disabled')) as {
      items: { name: string }[];
    };
    expect(items.map(({ name }) => name)).toContain('used');
  });

  it('disables and enables a credential that somebody wanted to delete', async () => {
    const path = `/credentials/${made.account}`;
    const title = /^Delete credential/;
    await page.goto(path);
    await button('Delete credential')();
    const question = page.getByRole('dialog', { name: title });
    await showsUse(question, 'credential', ADDRESS);
    await question.getByRole('button', { name: 'Disable first' }).click();
    const disable = page.getByRole('dialog', { name: /^Disable credential/ });
    await showsUse(disable, 'credential', ADDRESS);
    expect(await barriersOn(page)).toEqual([]);
    await disable.getByRole('button', { name: 'Disable credential' }).click();
    await page.getByRole('button', { name: 'Enable credential' }).click();
    const enable = page.getByRole('dialog', { name: /^Enable credential/ });
    const read = () => owner().get(`/v1/service-accounts/${made.account}`).expect(200);
    expect((await read()).body).toMatchObject({ enabled: false });
    await enable.getByRole('button', { name: 'Enable credential' }).click();
    await page.getByRole('button', { name: 'Disable credential' }).waitFor();
    expect((await read()).body).toMatchObject({ enabled: true });
  });

  it('disables a federated identity that somebody wanted to delete', async () => {
    const question = await dialogOf(
      `/credentials/${made.account}`,
      menu('pipeline', 'Delete'),
      'Delete pipeline',
    );
    await question.getByText('No token has been exchanged yet.').waitFor();
    await question.getByRole('button', { name: 'Disable first' }).click();
    const disable = page.getByRole('dialog', { name: 'Disable pipeline' });
    await disable.getByRole('button', { name: 'Disable', exact: true }).click();
    const row = page.getByRole('row', { name: /pipeline/ });
    await row.getByText('Disabled', { exact: true }).waitFor();
  });

  it('disables the tokens of a service key that somebody wanted to revoke', async () => {
    const question = await dialogOf('/key-management', button('Revoke key: images'), 'Revoke key');
    await showsUse(question, 'service key', OWNER);
    await question.getByText('shop (shared)').waitFor();
    await question.getByText('mine (personal)').waitFor();
    await question.getByRole('button', { name: 'Disable its tokens first' }).click();
    const disable = page.getByRole('dialog', { name: 'Disable tokens' });
    expect(await barriersOn(page)).toEqual([]);
    await disable.getByRole('button', { name: 'Disable tokens' }).click();
    await disable.waitFor({ state: 'detached' });
    const { body } = await owner()
      .get(`/v1/service-key-tokens?service_key_id=${made.serviceKey}`)
      .expect(200);
    const states = (body as { items: { state: string }[] }).items.map(({ state }) => state);
    expect(states).toEqual(['disabled', 'disabled']);
  });
});
