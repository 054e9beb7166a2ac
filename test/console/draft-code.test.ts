import type { Locator, Page } from 'playwright-core';
import { createKeyplaneProvider } from '../../provider/provider';
import { describeProvider } from '../../provider/terraform-plugin';
import { describeInBrowser } from '../support/browser';
import { barriersOn } from './support/axe';
import { callIn, codeIn, faultsOfTypeScript, synthesized, type Language } from './support/code';
import { payFor } from './support/pay-as-you-go';
import { makeEveryKind, type EveryKind } from './support/every-kind';
import { filesOf, inTerraform } from './support/in-terraform';
import { startTestConsole, type TestConsole } from './support/test-console';

// Each test opens many pages or runs terraform several times.
jest.setTimeout(180_000);

let web: TestConsole;
let made: EveryKind;
let page: Page;

beforeAll(async () => {
  web = await startTestConsole();
  made = await makeEveryKind(web.api);
  // The team has one policy, and the form is to declare it.
  await owner().delete(`/v1/team-policies/${made.policy}`).expect(204);
  const { body } = await owner().get('/v1/service-keys?plan=free').expect(200);
  const [free] = body.items as { id: string }[];
  const member_ids = [web.api.team.owner.memberId];
  await owner().patch(`/v1/service-keys/${free?.id}`).send({ member_ids }).expect(200);
  page = await web.open('/home');
});

afterEach(() => expect(web.takeFaults()).toEqual([]));

afterAll(() => web.close());

const owner = () => web.api.as(web.api.team.owner);

interface Draft {
  readonly path: string;
  /** The button that opens the dialog. */
  readonly button: string;
  /** What is typed, by the labels of the fields. */
  readonly typed?: Readonly<Record<string, string>>;
  readonly choose?: (dialog: Locator) => Promise<void>;
}

const agree = (dialog: Locator) => dialog.getByRole('checkbox', { name: /^I have agreed/ }).check();

async function pick(dialog: Locator, field: string, option: RegExp): Promise<void> {
  await dialog.getByRole('combobox', { name: field }).click();
  await page.getByRole('option', { name: option }).click();
  await page.keyboard.press('Escape');
}

/** Every dialog that creates something that Terraform can declare. */
const drafts = (): readonly Draft[] => [
  { path: '/application-keys', button: 'New secret', typed: { Description: 'My laptop' } },
  { path: '/api-keys', button: 'Create API Key', typed: { Name: 'shop' }, choose: agree },
  {
    path: '/key-management',
    button: `Generate personal token: ${made.freeKeyName}`,
    typed: { Name: 'mine' },
    choose: agree,
  },
  {
    path: '/key-management',
    button: 'CREATE NEW KEY',
    typed: { Name: 'pictures', Description: 'For "the" shop' },
    async choose(dialog) {
      await pick(dialog, 'Users', new RegExp(made.member.name));
      await dialog.getByRole('checkbox', { name: 'Image generation' }).click();
      await payFor(dialog.page(), {
        service: 'Image generation',
        models: ['Image standard'],
        wallet: 'Main wallet',
      });
      await agree(dialog);
    },
  },
  {
    path: '/credentials',
    button: 'Create new API credential',
    typed: { Name: 'Backend' },
    choose: (dialog) => pick(dialog, 'Roles', /reader/),
  },
  {
    path: `/credentials/${made.account}`,
    button: 'Create new token',
    typed: { Name: 'first' },
    choose: async (dialog) => {
      await dialog.getByLabel('Expires').selectOption('After 30 days');
    },
  },
  {
    path: `/credentials/${made.account}`,
    button: 'Trust a pipeline',
    typed: { 'Repository ID': '123456', 'Owner ID': '654321', Branch: 'release/2' },
  },
  {
    path: `/credentials/${made.account}`,
    button: 'Trust a pipeline',
    async choose(dialog) {
      await dialog.getByText('GitLab CI').click();
      await dialog.getByLabel('Project path').fill('acme/app');
      await dialog.getByLabel('Project ID').fill('345678');
    },
  },
  {
    path: '/service-api-keys',
    button: 'Create',
    typed: { Name: 'second' },
    async choose(dialog) {
      await dialog.getByRole('combobox', { name: 'Service User' }).fill(made.accountName);
      await page.keyboard.press('Tab');
    },
  },
  {
    path: '/roles',
    button: 'Create role',
    typed: { Name: 'Reporting' },
    async choose(dialog) {
      await dialog.getByRole('combobox', { name: 'Permissions' }).fill('reports.write');
      await page.keyboard.press('Enter');
      await page.keyboard.press('Escape');
    },
  },
  {
    path: '/groups',
    button: 'Create group',
    typed: { Name: 'Billing' },
    choose: (dialog) => pick(dialog, 'Members', new RegExp(made.member.name)),
  },
  { path: '/wallets', button: 'Create wallet', typed: { Name: 'Spare', Currency: 'USD' } },
  {
    path: '/members',
    button: 'Invite a member',
    typed: { 'Email address': 'grace@example.com', Name: 'Grace' },
  },
  {
    path: '/key-policy',
    button: 'Declare policy',
    choose: (dialog) => dialog.getByRole('checkbox', { name: /^Public key/ }).uncheck(),
  },
];

/** The part of the filled dialog that shows the form as code. */
async function filled({ path, button, typed = {}, choose }: Draft): Promise<Locator> {
  await page.goto(path);
  await page.getByRole('button', { name: button, exact: true }).click();
  const dialog = page.getByRole('dialog');
  for (const [label, text] of Object.entries(typed)) {
    await dialog.getByLabel(new RegExp(`^${label}`)).fill(text);
  }
  await choose?.(dialog);
  await dialog.getByRole('button', { name: 'Show this as code' }).click();
  return dialog.getByRole('region', { name: 'As code' });
}

type Shown = Readonly<Record<Language, string>>;

let shown: readonly Shown[] | undefined;

/** What each dialog shows, in every language. The forms are filled once. */
async function everyDraft(): Promise<readonly Shown[]> {
  if (shown !== undefined) return shown;
  const found: Shown[] = [];
  for (const draft of drafts()) {
    const code = await filled(draft);
    const HCL = await codeIn(code, 'HCL');
    const API = await codeIn(code, 'API');
    const TypeScript = HCL.includes('"personal"') ? '' : await codeIn(code, 'TypeScript');
    found.push({ HCL, API, TypeScript });
  }
  shown = found;
  return found;
}

describeInBrowser('a create dialog as code', () => {
  it('changes with the form', async () => {
    const code = await filled({ path: '/groups', button: 'Create group', typed: { Name: 'A' } });
    await code.getByText('resource "keyplane_group" "a" {').waitFor();
    await page.getByRole('dialog').getByRole('textbox', { name: 'Name' }).fill('B');
    await code.getByText('resource "keyplane_group" "b" {').waitFor();
    expect(await barriersOn(page)).toEqual([]);
  });

  it('shows every kind that the console creates', async () => {
    const kinds = (await everyDraft()).map(({ HCL }) => /^resource "(\w+)"/.exec(HCL)?.[1]);
    const known = Object.keys(describeProvider(createKeyplaneProvider()).resources);
    expect([...new Set(kinds)].sort()).toEqual(known.sort());
  });

  it('shows calls that create the objects', async () => {
    for (const { API } of await everyDraft()) {
      const { path, body } = callIn(API);
      await owner().post(`${path}?dry_run=true`).send(body).expect(201);
    }
  });

  it('shows TypeScript and HCL that create the objects, after which Terraform has no changes', async () => {
    const code = await everyDraft();
    const pieces = code.map(({ TypeScript }) => TypeScript).filter((piece) => piece !== '');
    expect(faultsOfTypeScript(pieces)).toEqual([]);
    const files = filesOf(
      code.map(({ HCL }) => HCL),
      'tf',
    );
    const plan = await inTerraform(web.api, {}, async (workspace) => {
      const fromTypeScript = filesOf(pieces.map(synthesized), 'tf.json');
      await workspace.write(fromTypeScript);
      const planned = await workspace.plan();
      // The service key has a first token, and the personal token has no construct.
      expect(planned.stdout).toContain(`${code.length} to add, 0 to change, 0 to destroy`);
      await workspace.write(
        Object.fromEntries(Object.keys(fromTypeScript).map((name) => [name, '{}'])),
      );
      await workspace.write(files);
      const { stdout } = await workspace.run('fmt', '-check', '-diff', ...Object.keys(files));
      expect(stdout).toBe('');
      const applied = await workspace.apply();
      expect(applied.stdout).toContain(`${code.length + 1} added, 0 changed, 0 destroyed`);
      return (await workspace.plan()).stdout;
    });
    expect(plan).toContain('No changes.');
  });
});
