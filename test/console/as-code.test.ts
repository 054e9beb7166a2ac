import { readFileSync } from 'node:fs';
import type { Locator, Page } from 'playwright-core';
import { hclOf } from '../../api/console/src/as-code/hcl';
import { labelOf } from '../../api/console/src/as-code/declaration';
import { referenceComment } from '../../api/console/src/as-code/referred';
import { typeScriptOf } from '../../api/console/src/as-code/typescript';
import { createKeyplaneProvider } from '../../provider/provider';
import { describeProvider } from '../../provider/terraform-plugin';
import { describeInBrowser } from '../support/browser';
import type { TerraformWorkspace } from '../support/terraform';
import { barriersOn } from './support/axe';
import {
  callIn,
  codeIn,
  downloadedBy,
  faultsOfTypeScript,
  synthesized,
  type Language,
} from './support/code';
import { makeEveryKind, type EveryKind } from './support/every-kind';
import { filesOf, inTerraform } from './support/in-terraform';
import { startTestConsole, type TestConsole } from './support/test-console';

// Each test opens many pages or runs terraform several times.
jest.setTimeout(180_000);

let web: TestConsole;
let made: EveryKind;

beforeAll(async () => {
  web = await startTestConsole();
  made = await makeEveryKind(web.api);
});

afterEach(() => expect(web.takeFaults()).toEqual([]));

afterAll(() => web.close());

interface Place {
  readonly path: string;
  /** Opens the dialog. Without it, the page has a panel. */
  readonly open?: (page: Page) => Promise<void>;
}

const byIcon = (name: string) => (page: Page) =>
  page.getByRole('button', { name: `As code: ${name}` }).click();

const byMenu = (name: string) => async (page: Page) => {
  await page.getByRole('button', { name: `Actions for ${name}` }).click();
  await page.getByRole('menuitem', { name: 'As code' }).click();
};

/** Where each object is shown in code. */
const places = (): readonly Place[] => [
  { path: `/credentials/${made.account}` },
  { path: `/keys/${made.accountKey}` },
  { path: `/keys/${made.claimedKey}` },
  { path: `/keys/${made.applicationKey}` },
  { path: `/keys/${made.token}` },
  { path: `/roles/${made.role}` },
  { path: `/wallets/${made.wallet}` },
  { path: '/key-policy' },
  { path: '/groups', open: byIcon('On call') },
  { path: '/key-management', open: byIcon('images') },
  { path: '/key-management', open: byIcon(made.freeKeyName) },
  { path: '/members', open: byMenu(made.member.name) },
  { path: `/credentials/${made.account}`, open: byMenu('pipeline') },
];

/** The panel or dialog of a place. */
async function show(page: Page, { path, open }: Place): Promise<Locator> {
  await page.goto(path);
  if (open === undefined) return page.getByRole('region', { name: 'As code' });
  await open(page);
  return page.getByRole('dialog', { name: /as code$/ });
}

type Shown = Readonly<Record<Language, string>>;

let shown: readonly Shown[] | undefined;

/** What each place shows, in every language. The pages are opened once. */
async function everyPlace(): Promise<readonly Shown[]> {
  if (shown !== undefined) return shown;
  const page = await web.open('/application-keys');
  const found: Shown[] = [];
  for (const place of places()) {
    const panel = await show(page, place);
    const HCL = await codeIn(panel, 'HCL');
    const TypeScript = await codeIn(panel, 'TypeScript');
    const isFreeKey = new RegExp(`name += "${made.freeKeyName}"`).test(HCL);
    const API = isFreeKey ? '' : await codeIn(panel, 'API');
    if (isFreeKey) {
      await panel.getByText('API', { exact: true }).click();
      await panel.getByText('no call creates another one').waitFor();
    }
    found.push({ HCL, TypeScript, API });
  }
  await page.context().close();
  shown = found;
  return found;
}

const shownIn = async (language: Language) => (await everyPlace()).map((code) => code[language]);

/** Imports the objects, and expects that nothing else happens, then or later. */
async function expectOnlyImports(workspace: TerraformWorkspace, count: number): Promise<void> {
  const planned = await workspace.plan({ out: 'imports' });
  expect(planned.stdout).toContain(`${count} to import, 0 to add`);
  const { resource_changes: changes = [] } = await workspace.show('imports');
  const changed = changes.filter(({ change }) => change.actions.join() !== 'no-op');
  // A policy has one manager, which becomes the first stack that imports it.
  expect(changed.filter(({ address }) => !address.includes('team_policy'))).toEqual([]);
  await workspace.apply('imports');
  expect((await workspace.plan()).stdout).toContain('No changes.');
}

describeInBrowser('an object as code', () => {
  it('is HCL for every kind of the provider, formatted, whose apply imports the object and changes nothing', async () => {
    const code = await shownIn('HCL');
    const kinds = new Set(code.map((hcl) => /^resource "(\w+)"/.exec(hcl)?.[1]));
    expect([...kinds].sort()).toEqual(
      Object.keys(describeProvider(createKeyplaneProvider()).resources).sort(),
    );
    const files = filesOf(code, 'tf');
    await inTerraform(web.api, files, async (workspace) => {
      const { stdout } = await workspace.run('fmt', '-check', '-diff', ...Object.keys(files));
      expect(stdout).toBe('');
      await expectOnlyImports(workspace, code.length);
    });
  });

  it('is TypeScript that compiles', async () => {
    expect(faultsOfTypeScript(await shownIn('TypeScript'))).toEqual([]);
  });

  it('is TypeScript whose apply imports the object and changes nothing', async () => {
    const code = await shownIn('TypeScript');
    const files = filesOf(code.map(synthesized), 'tf.json');
    await inTerraform(web.api, files, (workspace) => expectOnlyImports(workspace, code.length));
  });

  it('is a call that creates an equal object', async () => {
    const owner = web.api.as(web.api.team.owner);
    // A second policy of the team and a second member with the address are refused.
    const once = { '/v1/team-policies': 'team_policy_declared', '/v1/members': 'email_in_use' };
    const refused: string[] = [];
    for (const curl of await shownIn('API')) {
      if (curl === '') continue;
      expect(curl).not.toContain(web.api.team.owner.secret);
      const { path, body } = callIn(curl);
      const answer = await owner
        .post(`${path}?dry_run=true`)
        .send({ ...body, ...(path.endsWith('tokens') && { accept_terms: '2026-11' }) });
      if (answer.status !== 201) refused.push(`${path} ${(answer.body as { code: string }).code}`);
    }
    expect(refused.sort()).toEqual(
      Object.entries(once)
        .map((each) => each.join(' '))
        .sort(),
    );
  });

  it('names the objects that its IDs refer to', async () => {
    const page = await web.open(`/credentials/${made.account}`);
    const panel = page.getByRole('region', { name: 'As code' });
    await panel
      .getByText(
        'The role "reader". If your configuration declares it, write keyplane_role.reader.id',
      )
      .waitFor();
    await page.goto('/groups');
    await byIcon('On call')(page);
    await page.getByText(`# The member "${made.member.name}".`).waitFor();
    await page.context().close();
  });

  it('is copied, and has no barriers on the page and in a dialog', async () => {
    const page = await web.open(`/credentials/${made.account}`);
    const panel = page.getByRole('region', { name: 'As code' });
    await panel.getByText('write keyplane_role.reader.id').waitFor();
    await page.getByRole('button', { name: 'Copy the code' }).click();
    await page.getByRole('button', { name: 'Copied: the code' }).waitFor();
    expect(await page.evaluate<string>('navigator.clipboard.readText()')).toContain(
      'import {\n  to = keyplane_service_account.',
    );
    expect(await barriersOn(page)).toEqual([]);
    const dialog = await show(page, { path: '/groups', open: byIcon('On call') });
    await dialog.getByRole('region', { name: 'Code' }).waitFor();
    expect(await barriersOn(page)).toEqual([]);
    await page.context().close();
  });
});

/** The lists, each with a part of its rows that is exported. */
const lists = (): readonly (readonly [path: string, table: string, rows: readonly string[]])[] => [
  ['/application-keys', 'Application keys', ['我的 laptop']],
  ['/service-api-keys', 'Service API keys', ['deploy', 'by-claim']],
  ['/api-keys', 'API keys', ['web-shop']],
  ['/credentials', 'Credentials', [made.accountName]],
  [`/credentials/${made.account}`, 'Federated identities', ['pipeline']],
  ['/roles', 'Roles', ['reader']],
  ['/groups', 'Groups', ['On call']],
  ['/members', 'Members', [made.member.name]],
  ['/wallets', 'Wallets', ['Main wallet']],
  ['/key-management', 'Free service key', [made.freeKeyName]],
  ['/key-management', 'Paid for service keys', ['images']],
];

describeInBrowser('a selection of rows', () => {
  it('is exported from every list as import blocks, from which Terraform generates the configuration', async () => {
    const page = await web.open('/application-keys');
    const files: string[] = [];
    for (const [path, label, rows] of lists()) {
      await page.goto(path);
      const table = page.getByRole('table', { name: label, exact: true });
      for (const row of rows) {
        await table.getByRole('checkbox', { name: `Select ${row}`, exact: true }).check();
      }
      const file = await downloadedBy(page, () =>
        page.getByRole('button', { name: 'Export import blocks' }).click(),
      );
      files.push(readFileSync(file, 'utf8'));
    }
    await page.context().close();
    expect(files.join('').match(/^import/gm)).toHaveLength(
      lists().flatMap((list) => list[2]).length,
    );
    await inTerraform(web.api, filesOf(files, 'tf'), async (workspace) => {
      await workspace.plan({}, '-generate-config-out=generated.tf');
      const imported = lists().flatMap((list) => list[2]).length;
      await expectOnlyImports(workspace, imported);
    });
  });

  it('survives a search, and gives objects with one name different labels', async () => {
    const owner = web.api.as(web.api.team.owner);
    await owner.post('/v1/groups').send({ name: 'On call' }).expect(201);
    const page = await web.open('/groups');
    const rows = page.getByRole('row', { name: /On call/ });
    await rows.nth(1).waitFor();
    await page.getByRole('checkbox', { name: 'Select all loaded rows' }).check();
    await page.getByText('2 rows selected').waitFor();
    expect(await barriersOn(page)).toEqual([]);
    await page.getByRole('searchbox').fill('nothing');
    await page.getByText('No group matches').waitFor();
    await page.getByRole('searchbox').fill('');
    await page.getByText('2 rows selected').waitFor();
    const file = await downloadedBy(page, () =>
      page.getByRole('button', { name: 'Export import blocks' }).click(),
    );
    const text = readFileSync(file, 'utf8');
    expect(text).toContain('to = keyplane_group.on_call\n');
    expect(text).toContain('to = keyplane_group.on_call_2\n');
    await page.getByRole('button', { name: 'Clear selection' }).click();
    await page.getByText('2 rows selected').waitFor({ state: 'detached' });
    await page.context().close();
  });
});

describe('code', () => {
  const construct = { name: 'Role', imports: [], props: { name: "it's" } };
  const declaration = {
    id: 'role_1',
    resource: 'keyplane_role',
    label: 'class',
    title: 'a',
    attributes: { name: 'a\b${b}%{c}"', permissions: ['x'.repeat(40), 'y'.repeat(40)] },
    construct,
    call: { path: '/v1/roles', body: {} },
  };

  it('escapes what Terraform would evaluate, and is formatted as terraform fmt does', () => {
    expect(hclOf(declaration)).toBe(
      [
        'resource "keyplane_role" "class" {',
        '  name = "a\\u0008$${b}%%{c}\\""',
        '  permissions = [',
        `    "${'x'.repeat(40)}",`,
        `    "${'y'.repeat(40)}",`,
        '  ]',
        '}',
        '',
        'import {',
        '  to = keyplane_role.class',
        '  id = "role_1"',
        '}',
        '',
      ].join('\n'),
    );
  });

  it('never names a constant after a word of the language', () => {
    const code = typeScriptOf(declaration, construct);
    expect(code).toContain("const classObject = new Role(this, 'class', {");
    expect(code).toContain("name: 'it\\'s'");
  });

  it('keeps a comment in its line, whatever the object is called', () => {
    const role = { one: 'role', many: 'roles', resource: 'keyplane_role' };
    expect(referenceComment(role, ['a\nresource\u2028"x"'])).toBe(
      'The role "a resource "x"". If your configuration declares it, write keyplane_role.a_resource_x.id instead.',
    );
    expect(referenceComment(role, [undefined])).toBeNull();
  });

  it.each([
    ['Nightly export (EU)', 'nightly_export_eu'],
    ['3 months', '_3_months'],
    ['计费', 'sa_1'],
  ])('calls %s %s', (name, label) => expect(labelOf(name, 'sa_1')).toBe(label));
});
