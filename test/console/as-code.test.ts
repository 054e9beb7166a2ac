import { describeInBrowser } from '../support/browser';
import * as constructs from '@keyplane/cdktf';
import { Testing, type TerraformStack } from 'cdktf';
import { transpile } from 'typescript';
import type { Page } from 'playwright-core';
import { hclOf } from '../../api/console/src/as-code/hcl';
import { labelOf } from '../../api/console/src/as-code/declaration';
import { typeScriptOf } from '../../api/console/src/as-code/typescript';
import { providerBlock, serveKeyplaneProvider } from '../e2e/support/keyplane-workspace';
import { createTerraformWorkspace } from '../support/terraform';
import { barriersOn } from './support/axe';
import { loadCatalog } from './support/team';
import { startTestConsole, type TestConsole } from './support/test-console';

let web: TestConsole;
/** The pages of one object of each kind. */
let paths: readonly string[];

beforeAll(async () => {
  web = await startTestConsole();
  await loadCatalog(web.api);
  paths = await makeObjects();
});

afterEach(() => expect(web.takeFaults()).toEqual([]));

afterAll(() => web.close());

async function makeObjects(): Promise<readonly string[]> {
  const owner = web.api.as(web.api.team.owner);
  const post = async (path: string, body: object) => {
    const { body: created } = await owner.post(path).send(body).expect(201);
    return (created as { id: string }).id;
  };
  const role = await post('/v1/roles', { name: 'reader', permissions: ['reports.read'] });
  const account = await post('/v1/service-accounts', {
    name: 'Nightly "export" ${x} it\'s',
    description: 'Two\nlines',
    role_ids: [role],
  });
  const key = await post('/v1/service-account-keys', {
    service_account_id: account,
    name: 'deploy',
    expires_in: '90d',
    enabled: false,
    rotation: { every: '30d', overlap: '24h' },
  });
  const application = await post('/v1/application-keys', { description: '我的 laptop' });
  const { body } = await owner.get('/v1/service-keys?plan=free').expect(200);
  const [free] = body.items as { id: string }[];
  const token = await post('/v1/service-key-tokens', {
    service_key_id: free?.id,
    kind: 'shared',
    name: 'web-shop',
    expires_at: 'never',
    accept_terms: '2026-11',
  });
  return [`/credentials/${account}`, ...[key, application, token].map((id) => `/keys/${id}`)];
}

/** What the panel shows, on each page. */
async function shownCode(language: string): Promise<readonly string[]> {
  const page = await web.open('/application-keys');
  const shown: string[] = [];
  for (const path of paths) {
    await page.goto(path);
    const panel = page.getByRole('region', { name: 'As code' });
    await panel.getByText(language, { exact: true }).click();
    shown.push((await panel.getByRole('region', { name: 'Code' }).textContent()) ?? '');
  }
  await page.context().close();
  return shown;
}

async function planAfterApply(files: Readonly<Record<string, string>>): Promise<string> {
  const served = await serveKeyplaneProvider();
  const workspace = await createTerraformWorkspace({
    files: { 'provider.tf': providerBlock(web.api), ...files },
    env: { TF_REATTACH_PROVIDERS: served.environment },
  });
  try {
    await workspace.init();
    await workspace.apply();
    return (await workspace.plan()).stdout;
  } finally {
    await workspace.cleanup();
    await served.close();
  }
}

describeInBrowser('the panel “As code”', () => {
  it('shows HCL that imports the objects, after which Terraform has no changes', async () => {
    const shown = await shownCode('HCL');
    const files = Object.fromEntries(shown.map((hcl, at) => [`object-${at}.tf`, hcl]));
    expect(await planAfterApply(files)).toContain('No changes.');
  });

  it('shows TypeScript that imports the objects, after which Terraform has no changes', async () => {
    const shown = await shownCode('TypeScript');
    const files = Object.fromEntries(
      shown.map((code, at) => [`object-${at}.tf.json`, synthesized(code)]),
    );
    expect(await planAfterApply(files)).toContain('No changes.');
  });

  it('shows a call that creates an equal object', async () => {
    const shown = await shownCode('API');
    for (const curl of shown) {
      const body: unknown = JSON.parse(
        /-d '([^]*)' \\\n/.exec(curl)?.[1]?.replaceAll(`'\\''`, "'") ?? '',
      );
      const path = /'http:\/\/[^/]+(\/[^']+)'\n$/.exec(curl)?.[1] ?? '';
      expect(curl).not.toContain(web.api.team.owner.secret);
      const owner = web.api.as(web.api.team.owner);
      await owner
        .post(`${path}?dry_run=true`)
        .send({ ...(body as object), ...(path.endsWith('tokens') && { accept_terms: '2026-11' }) })
        .expect(201);
    }
  });

  it('copies the code, and has no barriers', async () => {
    const page = await web.open(paths[0] ?? '');
    await page.getByRole('button', { name: 'Copy the code' }).click();
    await page.getByRole('button', { name: 'Copied: the code' }).waitFor();
    expect(await copied(page)).toContain('import {\n  to = keyplane_service_account.');
    expect(await barriersOn(page)).toEqual([]);
    await page.context().close();
  });
});

const copied = (page: Page) => page.evaluate<string>('navigator.clipboard.readText()');

/** The stack that has the code in its constructor, as Terraform reads it. */
function synthesized(code: string): string {
  const body = code.replace(/^import \{ ([^}]*) \} from '@keyplane\/cdktf';\n/, '');
  const names = Object.keys(constructs);
  return Testing.synthScope((scope) => {
    const build = new Function(...names, transpile(body)) as (
      this: TerraformStack,
      ...classes: unknown[]
    ) => void;
    build.call(scope as TerraformStack, ...Object.values(constructs));
  });
}

describeInBrowser('code', () => {
  const declaration = {
    id: 'role_1',
    resource: 'keyplane_role',
    label: 'class',
    attributes: { name: 'a\b${b}%{c}"', permissions: ['x'.repeat(40), 'y'.repeat(40)] },
    construct: { name: 'Role', imports: [], props: { name: "it's" } },
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
    expect(typeScriptOf(declaration)).toContain("const classObject = new Role(this, 'class', {");
    expect(typeScriptOf(declaration)).toContain("name: 'it\\'s'");
  });

  it.each([
    ['Nightly export (EU)', 'nightly_export_eu'],
    ['3 months', '_3_months'],
    ['计费', 'sa_1'],
  ])('calls %s %s', (name, label) => expect(labelOf(name, 'sa_1')).toBe(label));
});
