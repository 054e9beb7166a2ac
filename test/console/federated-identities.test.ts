import type { Page } from 'playwright-core';
import { describeInBrowser } from '../support/browser';
import { barriersOn } from './support/axe';
import { joinTeam } from './support/team';
import { startTestConsole, type TestConsole } from './support/test-console';

let web: TestConsole;
let accountId: string;

beforeAll(async () => {
  web = await startTestConsole();
  const account = await owner().post('/v1/service-accounts').send({ name: 'ci' }).expect(201);
  accountId = (account.body as { id: string }).id;
});

afterEach(() => expect(web.takeFaults()).toEqual([]));

afterAll(() => web.close());

const owner = () => web.api.as(web.api.team.owner);
const path = () => `/credentials/${accountId}`;

interface Trust {
  readonly id: string;
  readonly name: string;
}

async function trusts(): Promise<readonly Trust[]> {
  const { body } = await owner()
    .get(`/v1/federated-identities?service_account_id=${accountId}`)
    .expect(200);
  return (body as { items: Trust[] }).items;
}

const trustNamed = async (name: string) => (await trusts()).find((it) => it.name === name);

async function begin(page: Page, pipeline: string) {
  await page.getByRole('button', { name: 'Trust a pipeline' }).click();
  const dialog = page.getByRole('dialog', { name: 'Trust a pipeline to act for ci' });
  await dialog.getByRole('radiogroup', { name: 'Pipeline' }).getByText(pipeline).click();
  return dialog;
}

describeInBrowser('the federated identities of a credential', () => {
  it('trust one branch of a repository on GitHub by its IDs, and say how the workflow signs in', async () => {
    const page = await web.open(path());
    await page.getByText('This credential trusts no pipeline.').waitFor();
    const dialog = await begin(page, 'GitHub Actions');
    await dialog.getByRole('textbox', { name: 'Repository ID' }).fill('acme/app');
    await dialog.getByText('Enter the repository ID, which is a number.').waitFor();
    expect(await barriersOn(page)).toEqual([]);
    await dialog.getByRole('textbox', { name: 'Repository ID' }).fill('123456');
    await dialog.getByRole('textbox', { name: 'Owner ID' }).fill('654321');
    await dialog.getByRole('textbox', { name: 'Branch' }).fill('refs/heads/release/2');
    await dialog.getByRole('button', { name: 'Trust the pipeline' }).click();

    const setup = page.getByRole('dialog', { name: 'Set up the pipeline of GitHub Actions' });
    const settings = setup.getByRole('region', { name: 'Settings of the pipeline' });
    await settings.getByText('id-token: write').waitFor();
    await settings.getByText(`KEYPLANE_SERVICE_ACCOUNT_ID: ${accountId}`).waitFor();
    expect(await barriersOn(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await setup.waitFor({ state: 'detached' });
    await page.locator('button:focus', { hasText: 'Trust a pipeline' }).waitFor();
    expect(await trustNamed('GitHub Actions')).toMatchObject({
      issuer: 'https://token.actions.githubusercontent.com',
      subject_pattern: null,
      claims: {
        repository_id: '123456',
        repository_owner_id: '654321',
        ref: 'refs/heads/release/2',
      },
      audience: web.url,
      allow_pull_requests: false,
    });
    await page.getByRole('row', { name: /repository_id = 123456/ }).waitFor();
    await page.context().close();
  });

  it('trust one branch of a project on GitLab, and name the audience in the job', async () => {
    const page = await web.open(path());
    const dialog = await begin(page, 'GitLab CI');
    await dialog.getByRole('textbox', { name: 'Project path' }).fill('platform');
    await dialog.getByText('Enter the path of the project with its group').waitFor();
    await dialog.getByRole('textbox', { name: 'Project path' }).fill('acme/infra/platform');
    await dialog.getByRole('textbox', { name: 'Project ID' }).fill('345678');
    await dialog.getByRole('button', { name: 'More settings' }).click();
    await dialog.getByRole('textbox', { name: 'Audience' }).fill('my-keys');
    await dialog.getByRole('button', { name: 'Trust the pipeline' }).click();
    const setup = page.getByRole('dialog', { name: 'Set up the pipeline of GitLab CI' });
    await setup.getByText('aud: my-keys').waitFor();
    expect(await trustNamed('GitLab CI')).toMatchObject({
      issuer: 'https://gitlab.com',
      subject_pattern: 'project_path:acme/infra/platform:ref_type:branch:ref:main',
      claims: { project_id: '345678' },
      audience: 'my-keys',
    });
    await page.context().close();
  });

  it('show the refusals of the API at the fields, for any issuer', async () => {
    const page = await web.open(path());
    const dialog = await begin(page, 'Other');
    await dialog.getByRole('textbox', { name: 'Name' }).fill('cluster');
    await dialog.getByRole('textbox', { name: 'Issuer' }).fill('http://ci.example.com');
    await dialog.getByRole('button', { name: 'Trust the pipeline' }).click();
    await dialog.getByText('The issuer must use https.').waitFor();
    await dialog.getByRole('textbox', { name: 'Issuer' }).fill('https://ci.example.com');
    await dialog.getByRole('button', { name: 'Trust the pipeline' }).click();
    await dialog.getByText('anybody with a token of this issuer would be trusted').waitFor();
    await dialog.getByRole('button', { name: 'Add a claim' }).click();
    await dialog.getByRole('textbox', { name: 'Name of claim 1' }).fill('sub');
    await dialog.getByText('sub cannot be listed here').waitFor();
    expect(await barriersOn(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Remove claim 1' }).click();
    await dialog.getByRole('textbox', { name: 'Subject' }).fill('system:serviceaccount:ci:keys');
    await dialog.getByRole('button', { name: 'Trust the pipeline' }).click();
    const setup = page.getByRole('dialog', { name: 'Set up the pipeline of cluster' });
    await setup.getByText('KEYPLANE_OIDC_TOKEN_FILE').waitFor();
    await page.context().close();
  });

  it('are edited, with what would break, and do not overwrite what somebody else changed', async () => {
    const page = await web.open(path());
    await page.getByRole('button', { name: 'Actions for cluster' }).click();
    await page.getByRole('menuitem', { name: 'Edit' }).click();
    const dialog = page.getByRole('dialog', { name: 'Edit cluster' });
    await dialog.getByText('No token has been exchanged yet.').waitFor();
    await dialog.getByRole('button', { name: 'Add a claim' }).click();
    await dialog.getByRole('textbox', { name: 'Name of claim 1' }).fill('environment');
    await dialog.getByRole('textbox', { name: 'Value of claim 1' }).fill('prod');
    const { id = '' } = (await trustNamed('cluster')) ?? {};
    await owner()
      .patch(`/v1/federated-identities/${id}`)
      .send({ claims: { a: 'b' } })
      .expect(200);
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.getByText('Claims: nothing is now a = b').waitFor();
    expect(await barriersOn(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Save my values' }).click();
    await dialog.waitFor({ state: 'detached' });
    await page.getByRole('row', { name: /environment = prod/ }).waitFor();
    expect(await trustNamed('cluster')).toMatchObject({ claims: { environment: 'prod' } });
    await page.context().close();
  });

  it('are named before the credential is deleted, disabled, or gets other roles', async () => {
    const page = await web.open(path());
    await page.getByRole('row', { name: /cluster/ }).waitFor();
    await page.getByRole('button', { name: 'Edit roles' }).click();
    const roles = page.getByRole('dialog', { name: 'Edit credentials roles' });
    await roles.getByText('cluster (federated identity)').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Delete credential' }).click();
    const question = page.getByRole('dialog', { name: 'Delete credential ci' });
    await question.getByText('deletes all its tokens and federated identities').waitFor();
    await question.getByText('cluster (federated identity)').waitFor();
    await page.context().close();
  });

  it('are shown to a user, who may not change them', async () => {
    const page = await web.open(path(), { as: await joinTeam(web.api, 'user') });
    await page.getByRole('button', { name: 'Actions for cluster' }).click();
    await page.getByRole('menuitem', { name: 'As code' }).waitFor();
    expect(await page.getByRole('menuitem', { name: 'Edit' }).count()).toBe(0);
    expect(await page.getByRole('button', { name: 'Trust a pipeline' }).count()).toBe(0);
    await page.context().close();
  });
});
