import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stackOf } from '../../../provider/stack';

type Environment = NodeJS.ProcessEnv;

describe('the name of a stack', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'keyplane-stack-'));
  });
  afterEach(() => rm(directory, { recursive: true }));

  const write = async (name: string, text: string, dataDirectory = '.terraform') => {
    await mkdir(join(directory, dataDirectory), { recursive: true });
    await writeFile(join(directory, dataDirectory, name), text);
  };
  const select = (workspace: string) => write('environment', workspace);
  const initialize = (type: string, config: object, dataDirectory?: string) =>
    write(
      'terraform.tfstate',
      JSON.stringify({ version: 3, backend: { type, config, hash: 1 } }),
      dataDirectory,
    );
  const stack = (environment: Environment = {}, explicit?: string) =>
    stackOf({ explicit, directory, environment });
  const local = () => `local://${directory}/terraform.tfstate#default`;

  describe('with a local state', () => {
    it('is the absolute path of the state and the workspace', () => {
      expect(stack()).toBe(local());
    });

    it('distinguishes two states of one directory', async () => {
      await initialize('local', { path: 'eu.tfstate', workspace_dir: null });
      expect(stack()).toBe(`local://${directory}/eu.tfstate#default`);
      await initialize('local', { path: '/states/us.tfstate' });
      expect(stack()).toBe('local:///states/us.tfstate#default');
    });

    it('follows the folder of workspaces', async () => {
      await select('staging\n');
      expect(stack()).toBe(
        `local://${directory}/terraform.tfstate.d/staging/terraform.tfstate#staging`,
      );
      await initialize('local', { path: 'x', workspace_dir: 'states' });
      expect(stack()).toBe(`local://${directory}/states/staging/terraform.tfstate#staging`);
    });

    it('follows TF_WORKSPACE and TF_DATA_DIR', async () => {
      await select('staging');
      expect(stack({ TF_WORKSPACE: 'production' })).toMatch(/#production$/);
      await write('environment', 'elsewhere', 'data');
      expect(stack({ TF_DATA_DIR: 'data' })).toMatch(/#elsewhere$/);
    });

    it('has no backslash on Windows, and one spelling of the drive', () => {
      const on = (path: string) =>
        stackOf({ explicit: undefined, directory: path, environment: {} });
      expect(on('c:\\Work Files\\app')).toBe(
        'local:///C:/Work%20Files/app/terraform.tfstate#default',
      );
      expect(on('C:/stacks')).toBe('local:///C:/stacks/terraform.tfstate#default');
      expect(on('\\\\server\\share\\app')).toBe(
        'local://server/share/app/terraform.tfstate#default',
      );
    });

    it.each<[string, Environment, string]>([
      [
        'GitHub',
        { GITHUB_SERVER_URL: 'https://git.example.com', GITHUB_REPOSITORY: 'acme/app' },
        'git.example.com/acme/app',
      ],
      [
        'GitLab',
        { CI_SERVER_HOST: 'gitlab.example.com', CI_PROJECT_PATH: 'acme/infra/app' },
        'gitlab.example.com/acme/infra/app',
      ],
      ['Bitbucket', { BITBUCKET_REPO_FULL_NAME: 'acme/app' }, 'bitbucket.org/acme/app'],
      [
        'Azure Pipelines',
        { BUILD_REPOSITORY_URI: 'https://ada:hunter2@dev.azure.com/acme/_git/app' },
        'dev.azure.com/acme/_git/app',
      ],
      ['CircleCI', { CIRCLE_REPOSITORY_URL: 'git@github.com:acme/app.git' }, 'github.com/acme/app'],
      ['Buildkite', { BUILDKITE_REPO: 'https://github.com/acme/app.git' }, 'github.com/acme/app'],
      ['Jenkins', { GIT_URL: 'ssh://git@git.example.com/acme/app' }, 'git.example.com/acme/app'],
    ])('includes the repository that %s checked out', (_, environment, repository) => {
      const path = `local://${directory}/terraform.tfstate`;
      expect(stack(environment)).toBe(`${path}?repository=${repository}#default`);
    });

    it('is the remote workspace inside HCP Terraform, because every run has another directory there', () => {
      expect(stack({ TFC_WORKSPACE_SLUG: 'acme/payments' })).toBe(
        'cloud://app.terraform.io/acme#payments',
      );
    });
  });

  it.each<[string, object, Environment, string]>([
    ['s3', { bucket: 'states', key: 'net/app' }, {}, 's3://states/net/app#default'],
    [
      's3',
      { bucket: 'states', key: 'app', workspace_key_prefix: 'teams', access_key: 'AKIA1' },
      { TF_WORKSPACE: 'prod' },
      's3://states/app?workspace_key_prefix=teams#prod',
    ],
    [
      's3',
      { bucket: 'b', key: 'k', endpoints: { s3: 'https://minio.example:9000/' } },
      {},
      's3://b/k?endpoint=minio.example:9000#default',
    ],
    [
      's3',
      { bucket: 'b', key: 'k', endpoints: null, workspace_key_prefix: 'env:' },
      { AWS_ENDPOINT_URL_S3: 'http://ada:pw@minio.example' },
      's3://b/k?endpoint=minio.example#default',
    ],
    [
      's3',
      { bucket: 'b', key: 'k' },
      { AWS_S3_ENDPOINT: 'https://o' },
      's3://b/k?endpoint=o#default',
    ],
    ['gcs', { bucket: 'b', prefix: 'net/' }, {}, 'gcs://b/net#default'],
    ['gcs', { bucket: 'b', credentials: '{"private_key":"x"}' }, {}, 'gcs://b#default'],
    [
      'azurerm',
      {
        storage_account_name: 'acme',
        container_name: 'states',
        key: 'app.tfstate',
        sas_token: 'sv=1&sig=abc',
      },
      { ARM_ENVIRONMENT: 'usgovernment', ARM_CLIENT_SECRET: 'x' },
      'azurerm://acme/states/app.tfstate?environment=usgovernment#default',
    ],
    [
      'http',
      { address: 'https://ada:hunter2@states.example/app?name=eu&token=t0ken&X-Amz-Signature=abc' },
      {},
      'https://states.example/app?name=eu#default',
    ],
    [
      'http',
      { address: null, password: 'x' },
      { TF_HTTP_ADDRESS: 'https://gitlab.example/api/v4/projects/7/terraform/state/prod' },
      'https://gitlab.example/api/v4/projects/7/terraform/state/prod#default',
    ],
    [
      'pg',
      {
        conn_str: 'postgres://ada:hunter2@db.example:5433/states?sslmode=require',
        schema_name: 'eu',
      },
      {},
      'pg://db.example:5433/states/eu#default',
    ],
    [
      'pg',
      { conn_str: "host=db.example port=5433 dbname='my states' user=ada password='hun ter\\'2'" },
      { TF_WORKSPACE: 'prod' },
      'pg://db.example:5433/my%20states/terraform_remote_state#prod',
    ],
    [
      'pg',
      {},
      {
        PG_CONN_STR: 'postgres://ada:hunter2@a.example:1,b.example:2/states',
        PG_SCHEMA_NAME: 'us',
        PGPASSWORD: 'hunter2',
      },
      'pg://a.example%2Cb.example:1%2C2/states/us#default',
    ],
    [
      'pg',
      { conn_str: 'postgres://' },
      { PGHOST: 'db.example', PGPORT: '6432', PGDATABASE: 'states' },
      'pg://db.example:6432/states/terraform_remote_state#default',
    ],
    [
      'consul',
      { path: 'states/app', address: 'consul.example:8500', datacenter: 'eu', access_token: 'x' },
      {},
      'consul://consul.example:8500/states/app?datacenter=eu#default',
    ],
    [
      'consul',
      { path: 'states/app' },
      { CONSUL_HTTP_ADDR: 'https://consul.example', CONSUL_HTTP_TOKEN: 'x' },
      'consul://consul.example/states/app#default',
    ],
    [
      'kubernetes',
      { secret_suffix: 'app', host: 'https://k8s.example:6443', token: 'x' },
      { KUBE_NAMESPACE: 'infra' },
      'kubernetes://k8s.example:6443/infra/app#default',
    ],
    [
      'kubernetes',
      { secret_suffix: 'app', namespace: 'infra', config_context: 'prod-eu' },
      {},
      'kubernetes://prod-eu/infra/app#default',
    ],
    [
      'cos',
      { bucket: 'states-1250000000', prefix: 'net', secret_key: 'x' },
      { TENCENTCLOUD_REGION: 'ap-guangzhou' },
      'cos://states-1250000000/terraform.tfstate?prefix=net&region=ap-guangzhou#default',
    ],
    [
      'oss',
      { bucket: 'states', key: 'app', region: 'cn-beijing', secret_key: 'x' },
      { OSS_ENDPOINT: 'oss.example' },
      'oss://states/app?region=cn-beijing&endpoint=oss.example#default',
    ],
    [
      'oci',
      { namespace: 'acme', bucket: 'states', key: 'app', region: 'eu-frankfurt-1' },
      {},
      'oci://acme/states/app?region=eu-frankfurt-1#default',
    ],
    [
      'remote',
      {
        hostname: null,
        organization: 'acme',
        workspaces: { name: null, prefix: 'app-' },
        token: 'x',
      },
      { TF_WORKSPACE: 'prod' },
      'remote://app.terraform.io/acme#app-prod',
    ],
    [
      'remote',
      {
        hostname: 'TFE.example',
        organization: 'acme',
        workspaces: [{ name: 'app', prefix: null }],
      },
      {},
      'remote://tfe.example/acme#app',
    ],
    [
      'cloud',
      {
        hostname: null,
        organization: 'acme',
        workspaces: { name: 'app', tags: null, project: 'p' },
      },
      { TF_WORKSPACE: 'app' },
      'cloud://app.terraform.io/acme#app',
    ],
    [
      'cloud',
      { hostname: null, organization: null, workspaces: { name: null, tags: ['net'] } },
      { TF_CLOUD_ORGANIZATION: 'acme', TF_CLOUD_HOSTNAME: 'tfe.example', TF_WORKSPACE: 'eu' },
      'cloud://tfe.example/acme#eu',
    ],
  ])(
    'of a state in %s, %j, contains what locates the state',
    async (type, config, environment, name) => {
      await initialize(type, config);
      expect(stack(environment)).toBe(name);
      expect(stack({ ...environment, GITHUB_REPOSITORY: 'acme/app' })).toBe(name);
    },
  );

  it('names the cluster of a kubeconfig whose path differs from run to run', async () => {
    await writeFile(join(directory, 'kubeconfig'), 'apiVersion: v1\ncurrent-context: "prod"\n');
    await initialize('kubernetes', { secret_suffix: 'app', config_path: 'kubeconfig' });
    expect(stack()).toBe('kubernetes://prod/default/app#default');
  });

  describe('with an unknown backend', () => {
    const named = async (config: object) => {
      await initialize('vaultish', config);
      return stack();
    };

    it('is a hash of the settings that cannot be secret', async () => {
      const name = await named({ path: 'a', api_token: 'one', url: 'https://u:p@x.example' });
      expect(name).toMatch(/^vaultish:\/\/[0-9a-f]{16}#default$/);
      const again = { url: 'https://u:q@x.example', api_token: 'two', path: 'a', region: null };
      expect(await named(again)).toBe(name);
      expect(await named({ path: 'b', url: 'https://x.example' })).not.toBe(name);
    });

    it('handles the state store of a provider like a backend', async () => {
      const store = { type: 'simple_fs', provider: { source: 'x' }, config: { path: 'a' } };
      await write('terraform.tfstate', JSON.stringify({ version: 3, state_store: store }));
      expect(stack()).toMatch(/^simple_fs:\/\/[0-9a-f]{16}#default$/);
    });
  });

  it.each([
    ['not JSON', '{'],
    ['an array', '[]'],
    ['a backend that is a text', '{"backend":"s3"}'],
    ['a backend without a type', '{"backend":{"config":{"bucket":"b"}}}'],
    ['a backend without what locates the state', '{"backend":{"type":"s3","config":{"key":7}}}'],
    ['a configuration that is a list', '{"backend":{"type":"gcs","config":["b"]}}'],
    ['an address that is none', '{"backend":{"type":"http","config":{"address":"http://u:p@:x"}}}'],
  ])('falls back to the directory if the file of the backend holds %s', async (_, text) => {
    await write('terraform.tfstate', text);
    expect(stack()).toBe(local());
  });

  it('hashes what looks like a token in a path', async () => {
    await initialize('http', { address: 'https://states.example/hook/glpat-abcdef0123456789/eu' });
    expect(stack()).toMatch(/^https:\/\/states\.example\/hook\/~[0-9a-f]{16}\/eu#default$/);
  });

  it('fits in an HTTP header, whatever the workspace is called', async () => {
    await select('prüfung #1');
    expect(stack()).toMatch(/#pr%C3%BCfung%20%231$/);
    await initialize('s3', { bucket: 'b', key: '\ud800\n' });
    expect(stack()).toBe('s3://b/%EF%BF%BD%0A#pr%C3%BCfung%20%231');
  });

  it('keeps its beginning and ends in a hash if it is longer than 200 characters', async () => {
    const long = 'a'.repeat(300);
    await initialize('s3', { bucket: 'b', key: long });
    const name = stack();
    expect(name).toHaveLength(200);
    expect(name).toMatch(/^s3:\/\/b\/a{170,}~[0-9a-f]{16}$/);
    await initialize('s3', { bucket: 'b', key: `${long}b` });
    expect(stack()).not.toBe(name);
  });

  it('still distinguishes workspaces and locations if it is set explicitly', async () => {
    await initialize('s3', { bucket: 'bucket', key: 'key' });
    expect(stack({ TF_WORKSPACE: 'prod' }, 'payments')).toBe('payments s3://bucket/key#prod');
    expect(stack({}, 'payments')).toBe('payments s3://bucket/key#default');
    expect(stack({}, 'p'.repeat(200))).toHaveLength(200);
  });
});
