import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ServedForReattach } from '../../provider/terraform-plugin';
import { createTestApi, type TestApi } from '../support/api';
import { DAY } from '../support/manual-clock';
import { createTerraformWorkspace, type TerraformWorkspace } from '../support/terraform';
import { providerBlock, serveKeyplaneProvider } from './support/keyplane-workspace';

describe('the explanation of a configuration that cannot work', () => {
  let api: TestApi;
  let served: ServedForReattach;
  let workspace: TerraformWorkspace;

  beforeAll(async () => {
    api = await createTestApi('sqlite');
    served = await serveKeyplaneProvider();
    workspace = await createTerraformWorkspace({
      files: { 'provider.tf': providerBlock(api) },
      env: { TF_REATTACH_PROVIDERS: served.environment },
    });
    await workspace.init();
  });
  beforeEach(() => workspace.write({ 'provider.tf': providerBlock(api), 'main.tf': '' }));
  afterAll(async () => {
    await workspace.cleanup();
    await served.close();
    await api.close();
  });

  /** The message on one line, because terraform may wrap it anywhere. */
  const errorOf = async (hcl: string, ...args: string[]) => {
    await workspace.write({ 'main.tf': hcl });
    const run = await workspace.run(...(args.length === 0 ? ['plan'] : args));
    expect(run.exitCode).toBe(1);
    return run.stderr.replaceAll(/\s+/g, ' ');
  };
  const key = (lines: string) => `
resource "keyplane_service_account_key" "k" {
  service_account_id = "sa_0123456789"
  ${lines}
}`;
  const WHOAMI = 'data "keyplane_whoami" "me" {}';

  it.each([
    ['neither expiry', 'name = "k"', 'Set one of `expires_at` and `expires_in`'],
    [
      'both expiries',
      'name = "k"\n  expires_at = "never"\n  expires_in = "30d"',
      'Only one of `expires_at` and `expires_in` may be set',
    ],
    [
      'an expiry that is not a time',
      'name = "k"\n  expires_at = "next month"',
      'main.tf line 5, in resource "keyplane_service_account_key" "k"',
    ],
    ['a period that is none', 'name = "k"\n  expires_in = "1 month"', 'such as "30d"'],
    ['a name of two lines', 'name = "a\\nb"\n  expires_in = "30d"', 'must be a line of 1 to 200'],
    [
      'the private half of a key pair',
      'name = "k"\n  expires_in = "30d"\n  public_jwk = jsonencode({ kty = "EC", d = "x" })',
      'contains private parts: d',
    ],
    [
      'a description that hides something',
      'name = "k"\n  expires_in = "30d"\n}\nresource "keyplane_application_key" "a" {\n' +
        '  description = "a\\n\\u202eb"',
      '`description` must be at most 2000 characters, without control characters',
    ],
    ['a name that is null', 'name = null\n  expires_in = "30d"', '`name` must be set'],
    [
      'a secret of one’s own',
      'name = "k"\n  expires_in = "30d"\n  secret = "kps_mine"',
      '`secret` is read-only',
    ],
  ])('refuses %s before anything is asked of Keyplane', async (_what, lines, message) => {
    expect(await errorOf(key(lines), 'validate')).toContain(message);
  });

  // Only the validation sees the IDs that a mock of `terraform test` makes up, never the plan.
  it.each([
    [
      'the ID of something else',
      'name = "k"\n  expires_in = "30d"\n}\nresource "keyplane_service_account" "a" {\n' +
        '  name = "a"\n  role_ids = ["sa_0123456789"]',
      '`role_ids` must be the ID of a role, which begins with `role_`',
    ],
    [
      'an expiry that a mock may draw',
      'name = "k"\n  expires_at = "tomorrow"',
      '`expires_at` must be an RFC 3339 time',
    ],
  ])('refuses %s in the plan', async (_what, lines, message) => {
    expect(await errorOf(key(lines), 'plan')).toContain(message);
  });

  it('points to the attribute that Keyplane refuses', async () => {
    const hcl = (name: string) => `
resource "keyplane_role" "r" {
  name        = "r"
  permissions = ["${name}"]
}`;
    const error = await errorOf(hcl('service_accounts.raed'), 'apply', '-auto-approve');
    expect(error).toContain('Did you mean service_accounts.read?');
    expect(error).toContain('on main.tf line 4, in resource "keyplane_role" "r"');
    expect(error).toContain('request ID');
  });

  it('points to the attribute of a data source that Keyplane refuses', async () => {
    const hcl = 'data "keyplane_service_account_keys" "k" {\n  service_account_id = "role_0"\n}';
    const error = await errorOf(hcl);
    expect(error).toContain('on main.tf line 2, in data "keyplane_service_account_keys" "k"');
    expect(error).toContain('must start with sa_. Keyplane');
  });

  it('names each missing setting, and where it can be set', async () => {
    await workspace.write({ 'provider.tf': providerBlock(api).replace(/^ {2}client.*\n/gm, '') });
    const error = await errorOf(WHOAMI);
    expect(error).toContain('or KEYPLANE_CLIENT_ID in the environment');
    expect(error).toContain('or KEYPLANE_CLIENT_SECRET in the environment');
    expect(error).not.toContain('KEYPLANE_ENDPOINT');
  });

  it('refuses a name of the stack that no header can hold, also from the environment', async () => {
    const other = await serveKeyplaneProvider({ environment: { KEYPLANE_STACK: 'Schlüssel' } });
    workspace.env.TF_REATTACH_PROVIDERS = other.environment;
    const error = await errorOf(WHOAMI);
    workspace.env.TF_REATTACH_PROVIDERS = served.environment;
    await other.close();
    expect(error).toContain('`stack`, or KEYPLANE_STACK in the environment, must be 1 to 200');
  });

  it('refuses an endpoint that is not an address', async () => {
    await workspace.write({ 'provider.tf': providerBlock(api, { endpoint: 'keys.example.com' }) });
    expect(await errorOf(WHOAMI)).toContain('"keys.example.com", which is not an HTTP address');
  });

  it('says which credentials Keyplane refuses, and never shows the secret', async () => {
    const { secret } = api.team.owner;
    const wrong = `${secret.slice(0, -1)}${secret.endsWith('0') ? '1' : '0'}`;
    await workspace.write({ 'provider.tf': providerBlock(api, { client_secret: wrong }) });
    const error = await errorOf(WHOAMI);
    expect(error).toContain("Keyplane refuses the provider's credentials");
    expect(error).toContain(api.team.owner.clientId);
    expect(error).not.toContain(wrong);
  });

  it('says that nothing listens at the endpoint', async () => {
    await api.kill();
    const error = await errorOf(WHOAMI);
    await api.listen();
    expect(error).toContain('Keyplane cannot be reached');
    expect(error).toContain(`Nothing accepts connections at ${new URL(api.url).host}`);
  });

  it('does not accept a web page or a redirect as Keyplane', async () => {
    const page = createServer((request, response) =>
      request.url?.startsWith('/moved') === true
        ? response.writeHead(302, { location: 'https://login.example.com/' }).end()
        : response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Welcome</h1>'),
    ).listen(0, '127.0.0.1');
    await once(page, 'listening');
    const endpoint = `http://127.0.0.1:${(page.address() as AddressInfo).port}`;
    await workspace.write({ 'provider.tf': providerBlock(api, { endpoint }) });
    const error = await errorOf(WHOAMI);
    expect(error).toContain('The endpoint is not a Keyplane API');
    expect(error).toContain('status 200 and a web page (text/html)');
    await workspace.write({ 'provider.tf': providerBlock(api, { endpoint: `${endpoint}/moved` }) });
    expect(await errorOf(WHOAMI)).toContain('redirects to https://login.example.com/');
    page.closeAllConnections();
    page.close();
  });

  it('does not treat a 404 of a wrong path as a missing resource', async () => {
    await workspace.write({
      'main.tf': 'resource "keyplane_role" "r" {\n name = "r"\n permissions = []\n}',
    });
    await workspace.apply();
    await workspace.write({
      'provider.tf': providerBlock(api, { endpoint: `${api.url}/keyplane` }),
    });
    const run = await workspace.run('plan');
    expect(run.exitCode).toBe(1);
    await workspace.write({ 'provider.tf': providerBlock(api) });
    expect((await workspace.plan({ detailedExitCode: true })).exitCode).toBe(0);
    await workspace.destroy();
  });

  it.each([
    ['reading', WHOAMI, 'plan'],
    ['listing', 'data "keyplane_roles" "all" {}', 'plan'],
    ['creating', 'resource "keyplane_application_key" "k" {}', 'apply'],
    ['asking for a token', 'ephemeral "keyplane_access_token" "t" {}', 'plan'],
  ])('says that the path of the endpoint is wrong when %s', async (_what, hcl, command) => {
    await workspace.write({ 'provider.tf': providerBlock(api, { endpoint: `${api.url}/v1` }) });
    const error = await errorOf(hcl, command, ...(command === 'apply' ? ['-auto-approve'] : []));
    expect(error).toContain('The endpoint is the part of the URL before `/v1`. Check its path.');
    expect(error).toContain(`The provider's endpoint is ${api.url}/v1.`);
  });

  it('says that the application key of the provider has expired', async () => {
    const { body } = await api
      .as(api.team.owner)
      .post('/v1/application-keys')
      .send({ expires_in: '30d' });
    const settings = { client_id: String(body.client_id), client_secret: String(body.secret) };
    await workspace.write({ 'provider.tf': providerBlock(api, settings), 'main.tf': WHOAMI });
    await workspace.plan();
    api.clock.advance(31 * DAY);
    expect(await errorOf(WHOAMI)).toContain('expired');
  });
});
