import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse } from 'yaml';
import { ensureTerraform } from '../../scripts/terraform';
import {
  type OutsideIssuer,
  REPOSITORY,
  startOutsideIssuer,
} from '../api/federation/support/outside-issuer';
import { buildPackages } from '../support/built-packages';
import { type CiTokenEndpoint, startCiTokenEndpoint } from '../support/ci-token-endpoint';
import { copyExample, runIn } from '../support/copied-example';
import { type PackageRegistry, startPackageRegistry } from '../support/package-registry';
import { type RegistryServer, startRegistryServer } from './support/registry-server';
import { createStateServer, type StateServer } from './support/state-server';

type Variables = Readonly<Record<string, string>>;

const LOOPBACK = '127.0.0.0/8,::1/128';

describe('the pipeline of an example, against a registry with TLS and an issuer of OIDC tokens', () => {
  let folder: string;
  let issuer: OutsideIssuer;
  let keyplane: RegistryServer;
  let state: StateServer;
  /** What every machine has: the programs, and trust in the server. */
  let machine: Variables;
  /** The address of the server, and the key of its owner. */
  let owner: Variables;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'keyplane-pipelines-'));
    issuer = await startOutsideIssuer(() => new Date());
    await writeFile(path.join(folder, 'issuer.pem'), issuer.certificate);
    keyplane = await startRegistryServer(folder, {
      KEYPLANE_FEDERATION_PRIVATE_RANGES: LOOPBACK,
      KEYPLANE_FEDERATION_CA_FILE: path.join(folder, 'issuer.pem'),
    });
    const programs = path.join(folder, 'bin');
    await mkdir(programs);
    await symlink((await ensureTerraform()).path, path.join(programs, 'terraform'));
    const { SSL_CERT_FILE, ...credentials } = keyplane.environment;
    owner = credentials;
    machine = {
      SSL_CERT_FILE,
      PATH: `${programs}:${process.env.PATH}`,
      CHECKPOINT_DISABLE: '1',
      TF_CLI_ARGS: '-no-color',
    };
  }, 300_000);
  afterAll(async () => {
    await keyplane.remove();
    await issuer.close();
    await rm(folder, { recursive: true, force: true });
  });

  beforeEach(async () => {
    state = await createStateServer();
  });
  afterEach(() => state.close());

  /** As the READMEs tell users to do. */
  async function copyWithSource(name: string): Promise<string> {
    const project = await copyExample(name, folder);
    const file = path.join(project, 'main.tf');
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replace('keys.example.com', keyplane.host));
    return project;
  }

  const terraform = (project: string, environment: Variables, ...args: [string, ...string[]]) =>
    runIn(project, ['terraform', ...args], { ...machine, ...environment });

  /** The first apply, by hand and with a key. Returns the service account of the pipeline. */
  async function applyByHand(project: string, more: Variables): Promise<string> {
    const environment = { ...owner, TF_HTTP_ADDRESS: state.url, ...more };
    await terraform(project, environment, 'init');
    await terraform(project, environment, 'apply', '-auto-approve');
    return (await terraform(project, environment, 'output', '-raw', 'service_account_id')).trim();
  }

  /** What a runner always sets. */
  const settings = (accountId: string) => ({
    KEYPLANE_ENDPOINT: `https://${keyplane.host}`,
    KEYPLANE_SERVICE_ACCOUNT_ID: accountId,
  });

  describe('of GitHub', () => {
    let packages: PackageRegistry;
    let github: CiTokenEndpoint;

    beforeAll(async () => {
      packages = await startPackageRegistry(await buildPackages(folder, ['@keyplane/cdktf']));
      const iss = `${issuer.url}/_services/token`;
      const discovery = '/_services/token/.well-known/openid-configuration';
      issuer.answers.set(discovery, (response) => {
        response.end(JSON.stringify({ issuer: iss, jwks_uri: `${issuer.url}/jwks` }));
      });
      github = await startCiTokenEndpoint((aud) => issuer.sign({ iss, aud }));
    }, 300_000);
    afterAll(async () => {
      await github.close();
      await packages.close();
    });

    it('applies as its workflow says, with a token that the provider requests', async () => {
      const project = await copyExample('ci-github', folder);
      const workflow = parse(await readFile(path.join(project, 'keyplane.yml'), 'utf8')) as {
        readonly permissions: Variables;
        readonly jobs: {
          readonly apply: { readonly env: Variables; readonly steps: { readonly run?: string }[] };
        };
      };
      const vars: Record<string, string> = {
        KEYPLANE_ENDPOINT: `https://${keyplane.host}`,
        KEYPLANE_PROVIDER_SOURCE: `${keyplane.host}/keyplane/keyplane`,
        TF_HTTP_ADDRESS: state.url,
      };
      const repository = {
        GITHUB_REPOSITORY_ID: REPOSITORY.repository_id,
        GITHUB_REPOSITORY_OWNER_ID: REPOSITORY.repository_owner_id,
        GITHUB_SERVER_URL: issuer.url,
      };
      const byHand = {
        ...machine,
        ...packages.environment,
        ...owner,
        ...vars,
        ...repository,
      };
      const stack = '-chdir=cdktf.out/stacks/ci';
      await runIn(project, ['npm', 'install'], byHand);
      await runIn(project, ['npm', 'run', 'synth'], byHand);
      await runIn(project, ['terraform', stack, 'init'], byHand);
      await runIn(project, ['terraform', stack, 'apply', '-auto-approve'], byHand);
      const output = ['terraform', stack, 'output', '-raw', 'service-account-id'] as const;
      vars.KEYPLANE_SERVICE_ACCOUNT_ID = (await runIn(project, [...output], byHand)).trim();
      await runIn(project, ['cp', 'cdktf.out/stacks/ci/.terraform.lock.hcl', '.'], {});
      for (const made of ['cdktf.out', 'node_modules']) {
        await rm(path.join(project, made), { recursive: true });
      }

      expect(workflow.permissions['id-token']).toBe('write');
      const { env, steps } = workflow.jobs.apply;
      const job = Object.entries(env).map(([name, text]) => {
        const variable = /^\$\{\{ vars\.(\w+) \}\}$/.exec(text)?.[1] ?? '';
        return [name, vars[variable] ?? ''] as const;
      });
      const runner = {
        ...machine,
        ...packages.environment,
        ...repository,
        ...github.environment,
        GITHUB_ACTIONS: 'true',
        ...Object.fromEntries(job),
      };
      let said = '';
      for (const { run } of steps) {
        if (run !== undefined) said += await runIn(project, ['bash', '-e', '-c', run], runner);
      }
      expect(said).toContain('No changes. Your infrastructure matches the configuration.');
      expect(new Set(github.issuedFor)).toEqual(new Set([`https://${keyplane.host}`]));
    }, 300_000);
  });

  it('of GitLab applies as its job says, with a token below `id_tokens`', async () => {
    const project = await copyWithSource('ci-gitlab');
    const { apply: job } = parse(await readFile(path.join(project, '.gitlab-ci.yml'), 'utf8')) as {
      readonly apply: {
        readonly id_tokens: Readonly<Record<string, { readonly aud: string }>>;
        readonly variables: Variables;
        readonly script: readonly string[];
      };
    };
    const ofProject = { TF_VAR_project_path: 'acme/platform', TF_VAR_project_id: '42' };
    const byHand = { ...ofProject, TF_VAR_gitlab_url: issuer.url };
    const gitlab = {
      ...settings(''),
      CI_SERVER_URL: issuer.url,
      CI_PROJECT_PATH: 'acme/platform',
      CI_PROJECT_ID: '42',
      CI_DEFAULT_BRANCH: 'main',
      CI_API_V4_URL: state.url.replace('/state', '/api/v4'),
      CI_JOB_TOKEN: 'token-of-the-job',
    };
    const expand = (text: string) =>
      text.replaceAll(/\$\{?(\w+)\}?/g, (_, name: keyof typeof gitlab) => gitlab[name]);
    const accountId = await applyByHand(project, byHand);

    const runner: Record<string, string> = {
      ...machine,
      ...gitlab,
      ...settings(accountId),
      GITLAB_CI: 'true',
    };
    for (const [name, text] of Object.entries(job.variables)) runner[name] = expand(String(text));
    for (const [name, { aud }] of Object.entries(job.id_tokens)) {
      const sub = 'project_path:acme/platform:ref_type:branch:ref:main';
      runner[name] = await issuer.sign({ aud: expand(aud), sub, project_id: '42' });
    }
    // A job begins with what is committed.
    await rm(path.join(project, '.terraform'), { recursive: true });
    let said = '';
    for (const line of job.script) said += await runIn(project, ['bash', '-e', '-c', line], runner);
    expect(said).toContain('No changes. Your infrastructure matches the configuration.');
  }, 180_000);

  it('of any runner applies as its script says, with a token in a file', async () => {
    const project = await copyWithSource('ci-generic');
    const sub = 'system:serviceaccount:ci:keyplane';
    const trusted = { TF_VAR_issuer: issuer.url, TF_VAR_subject: sub };
    const accountId = await applyByHand(project, trusted);
    const file = path.join(folder, 'token');
    await writeFile(file, `${await issuer.sign({ aud: `https://${keyplane.host}`, sub })}\n`);
    const runner = {
      ...machine,
      ...trusted,
      ...settings(accountId),
      TF_HTTP_ADDRESS: state.url,
      KEYPLANE_OIDC_TOKEN_FILE: file,
    };
    await rm(path.join(project, '.terraform'), { recursive: true });
    const said = await runIn(project, ['./deploy.sh'], runner);
    expect(said).toContain('No changes. Your infrastructure matches the configuration.');
    const without = { ...runner, KEYPLANE_OIDC_TOKEN_FILE: '' };
    await expect(runIn(project, ['./deploy.sh'], without)).rejects.toThrow(
      'Set it to the path of the file with the OIDC token.',
    );
  }, 180_000);
});
