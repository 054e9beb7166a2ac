import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { createTestApi, type TestApi } from '../support/api';
import { createTerraformWorkspace, type TerraformWorkspace } from '../support/terraform';
import { testedProvider } from '../support/tested-provider';
import { SOURCE } from './support/keyplane-workspace';

const run = promisify(execFile);

const ACCOUNTS = 10;
const KEYS_PER_ACCOUNT = 10;

const CONFIG = `
terraform {
  required_providers {
    keyplane = { source = "${SOURCE}" }
  }
}
resource "keyplane_service_account" "a" {
  count = ${ACCOUNTS}
  name  = "account \${count.index}"
}
resource "keyplane_service_account_key" "k" {
  count              = ${ACCOUNTS * KEYS_PER_ACCOUNT}
  service_account_id = keyplane_service_account.a[count.index % ${ACCOUNTS}].id
  name               = "key \${count.index}"
  expires_in         = "30d"
}
`;

describe('the provider as it is installed, started by terraform with mutual TLS', () => {
  let api: TestApi;
  let folder: string;
  let executable: string;
  let workspace: TerraformWorkspace;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'keyplane-installed-'));
    executable = await testedProvider(path.join(folder, 'dist'));
    api = await createTestApi('sqlite');
    workspace = await createTerraformWorkspace({
      files: { 'main.tf': CONFIG },
      env: {
        HOME: path.join(folder, 'home'),
        KEYPLANE_ENDPOINT: api.url,
        KEYPLANE_CLIENT_ID: api.team.owner.clientId,
        KEYPLANE_CLIENT_SECRET: api.team.owner.secret,
      },
    });
  });
  afterAll(async () => {
    await workspace.cleanup();
    await api.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('installs itself into the folder where terraform looks, and prints the configuration to write', async () => {
    const env = { ...process.env, HOME: path.join(folder, 'home') };
    const { stdout } = await run(executable, ['install'], { env });
    expect(stdout).toContain(path.join(folder, 'home', '.terraform.d', 'plugins', SOURCE));
    expect(stdout).toContain(`source  = "${SOURCE}"`);
    await workspace.init();
  });

  it('creates a hundred keys, and then plans no change', async () => {
    await workspace.apply();
    const { values } = await workspace.show();
    const keys = (values?.root_module.resources ?? []).filter(
      ({ type }) => type === 'keyplane_service_account_key',
    );
    expect(new Set(keys.map((key) => key.values.secret)).size).toBe(ACCOUNTS * KEYS_PER_ACCOUNT);
    expect((await workspace.plan({ detailedExitCode: true })).exitCode).toBe(0);
  });

  it('logs each call at debug, and never a secret', async () => {
    const log = path.join(folder, 'terraform.log');
    Object.assign(workspace.env, { TF_LOG: 'debug', TF_LOG_PATH: log });
    await workspace.apply('-replace=keyplane_service_account_key.k[0]');
    Object.assign(workspace.env, { TF_LOG: '', TF_LOG_PATH: '' });
    const text = await readFile(log, 'utf8');
    const calls = text.split('\n').filter((line) => line.includes('Called Keyplane'));
    for (const part of [
      'method=POST',
      'path=/v1/service-account-keys ',
      'status=201',
      'request_id=',
    ]) {
      expect(calls).toContainEqual(expect.stringContaining(part));
    }
    expect(text).not.toMatch(/kp[ast]_[0-9A-Za-z]{49}/);
  });

  it('revokes the hundred keys when they are destroyed', async () => {
    await workspace.destroy();
    const { body } = await api.as(api.team.owner).get('/v1/service-account-keys');
    expect(body.items).toEqual([]);
  });

  it('tells a person who runs it by hand what to do instead', async () => {
    await expect(run(executable, [])).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('is started by terraform or tofu, not by hand'),
    });
    const { stdout } = await run(executable, ['--version']);
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it('serves a debugger with --debug, and ends on Ctrl-C', async () => {
    const served = execFile(executable, ['--debug']);
    const line = await new Promise<string>((resolve) => served.stdout?.once('data', resolve));
    const [, json = ''] = /^export TF_REATTACH_PROVIDERS='(.*)'\n$/.exec(line) ?? [];
    expect(JSON.parse(json)).toHaveProperty([SOURCE, 'Pid'], served.pid);
    const ended = new Promise((resolve) => served.once('exit', resolve));
    served.kill('SIGINT');
    expect(await ended).toBe(0);
  });
});
