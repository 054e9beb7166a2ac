import { randomBytes } from 'node:crypto';
import { chmod, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { installProvider, startOf } from '../../../api/cli/install-provider';
import { banner } from '../../../api/cli/banner';
import { Secret } from '../../../api/domain/secret';
import { buildKeyplane, type SpawnOptions } from './support/keyplane-process';

const keyplane = buildKeyplane();
afterAll(() => keyplane.remove());

async function run(words: readonly string[], options: SpawnOptions = {}) {
  const started = await keyplane.start(words, options);
  return started.finished;
}

/** Starts and ends the server once, so that there is something to work on. */
async function startedOnce(environment: Record<string, string> = {}): Promise<string> {
  const server = await keyplane.start(['serve'], { environment });
  await server.url();
  server.child.kill('SIGTERM');
  await server.finished;
  return server.folder;
}

test('--version prints the version', async () => {
  expect(await run(['--version'])).toMatchObject({
    exitCode: 0,
    stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
  });
});

test('serve --help documents every variable and exit code', async () => {
  const { exitCode, stdout } = await run(['serve', '--help']);
  expect(exitCode).toBe(0);
  for (const word of ['KEYPLANE_DATABASE_URL', 'KEYPLANE_SHUTDOWN_SECONDS', '64', '69', '73', '78'])
    expect(stdout).toContain(word);
});

test('ends without an error if the reader of its output has gone', async () => {
  const started = await keyplane.start(['serve', '--help']);
  started.child.stdout?.destroy();
  expect(await started.finished).toMatchObject({ exitCode: 0, stderr: '' });
});

test.each([['serev'], ['serve', '--prot', '80'], []])(
  'a command line that is wrong ends with 64: %s %s',
  async (...words) => {
    const { exitCode, stderr } = await run(words);
    expect(exitCode).toBe(64);
    expect(stderr).not.toBe('');
  },
);

test.each([
  [['serve', '--port', 'abc'], /'abc' is invalid\. It must be a whole number from 0 to 65535\./],
  [['serve', '--port', '70000'], /'70000' is invalid/],
  [['serve', '--host', 'a b'], /'a b' is invalid\. It must be a host name or an IP address\./],
  [
    ['help', 'nope'],
    /^keyplane: There is no command "nope"\. `keyplane help` lists the commands\.\n$/,
  ],
  [['provider', 'help', 'nope'], /There is no command "nope"/],
])('a command line that is wrong names what it refuses: %j', async (words, text) => {
  const { exitCode, stderr } = await run(words);
  expect(exitCode).toBe(64);
  expect(stderr).toMatch(text);
});

test.each([['help'], ['help', 'serve'], ['provider', 'help', 'install']])(
  'help of a known command ends with 0: %s %s',
  async (...words) => {
    expect(await run(words)).toMatchObject({ exitCode: 0, stderr: '' });
  },
);

test('migrate prepares the database, and a second time finds nothing to do', async () => {
  const folder = await keyplane.newFolder();
  expect(await run(['migrate'], { folder })).toMatchObject({
    exitCode: 0,
    stdout: expect.stringMatching(/^Applied: 0001-/),
  });
  expect(await run(['migrate'], { folder })).toMatchObject({
    exitCode: 0,
    stdout: 'The database is up to date.\n',
  });
});

test('a command that fails says why in one sentence, without a stack', async () => {
  const environment = { KEYPLANE_DATABASE_URL: 'postgres://keyplane@127.0.0.1:1/keyplane' };
  const { exitCode, stderr, stdout } = await run(['migrate'], { environment });
  expect([exitCode, stdout]).toEqual([69, '']);
  expect(stderr).toMatch(/^keyplane: The database cannot be reached .*\n$/);
});

describe('catalog load', () => {
  const service = { id: 'maps', name: 'Maps', free: true, billing_policies: ['free'] };

  async function load(folder: string, content: string) {
    const file = path.join(folder, 'catalog.json');
    await writeFile(file, content);
    return run(['catalog', 'load', file], { folder });
  }

  test('a first start loads a catalog to begin with, and a file replaces it', async () => {
    const folder = await startedOnce();
    const ids = async () => {
      const server = await keyplane.start(['serve'], { folder });
      const { owner } = JSON.parse(
        await readFile(path.join(folder, 'data', 'bootstrap.json'), 'utf8'),
      );
      const credentials = Buffer.from(`${owner.client_id}:${owner.client_secret}`);
      const answer = await fetch(`${await server.url()}/v1/services`, {
        headers: { authorization: `Basic ${credentials.toString('base64')}` },
      });
      server.child.kill('SIGTERM');
      await server.finished;
      const { items } = (await answer.json()) as { items: { id: string }[] };
      return items.map(({ id }) => id);
    };
    expect(await ids()).toContain('text-generation');
    expect(await load(folder, JSON.stringify({ services: [service] }))).toMatchObject({
      exitCode: 0,
      stdout: 'The catalog contains these services: maps.\n',
    });
    expect(await ids()).toEqual(['maps']);
  });

  test('reports that a paid key would lose a service, and loads only with --allow-losses', async () => {
    const server = await keyplane.start(['serve']);
    const { folder } = server;
    const url = await server.url();
    const bootstrap = await readFile(path.join(folder, 'data', 'bootstrap.json'), 'utf8');
    const { owner } = JSON.parse(bootstrap);
    const basic = Buffer.from(`${owner.client_id}:${owner.client_secret}`).toString('base64');
    const answer = await fetch(`${url}/v1/service-keys`, {
      method: 'POST',
      headers: { authorization: `Basic ${basic}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        name: 'docs',
        accept_terms: '2026-11',
        services: [{ service_id: 'embedding', billing_policy: 'free' }],
      }),
    });
    expect(answer.status).toBe(201);
    server.child.kill('SIGTERM');
    await server.finished;

    const file = path.join(folder, 'catalog.json');
    await writeFile(file, JSON.stringify({ services: [service] }));
    const loss =
      /svk_\w+ \("docs", paid, of team_\w+\) loses embedding \(no longer in the catalog\)/;
    const refused = await run(['catalog', 'load', file], { folder });
    expect([refused.exitCode, refused.stdout]).toEqual([65, '']);
    expect(refused.stderr).toMatch(loss);
    expect(refused.stderr).toContain('--allow-losses');
    const loaded = await run(['catalog', 'load', file, '--allow-losses'], { folder });
    expect(loaded.exitCode).toBe(0);
    expect(loaded.stdout).toContain('The catalog contains these services: maps.');
    expect(loaded.stdout).toMatch(loss);
  });

  test.each([
    ['no JSON', '{', /is not JSON/],
    ['a list', '[]', /contains a list\. Put the list into an object/],
    [
      'no catalog after a byte order mark',
      '\uFEFF{"services": [{"id": "A"}]}',
      /\/services\/0\/id: An ID must be/,
    ],
    ['no catalog', '{"services": [{"id": "A"}]}', /\/services\/0\/id: An ID must be 1 to 64/],
    [
      'a repeated member',
      '{"services": [], "services": []}',
      /\/services: `services` is given more than once/,
    ],
  ])('refuses a file with %s, and says what is wrong', async (_case, content, says) => {
    const { exitCode, stderr } = await load(await keyplane.newFolder(), content);
    expect(exitCode).toBe(64);
    expect(stderr).toMatch(says);
  });

  test.each([
    ['missing.json', /missing\.json does not exist\. Give a JSON file/],
    ['.', /is a folder\. Give a JSON file/],
  ])('refuses a path that is not a file: %s', async (name, says) => {
    const folder = await keyplane.newFolder();
    const words = ['catalog', 'load', path.join(folder, name)];
    const { exitCode, stderr } = await run(words, { folder });
    expect(exitCode).toBe(64);
    expect(stderr).toMatch(says);
  });

  test('refuses a database that was never started, because there is no operator', async () => {
    const folder = await keyplane.newFolder();
    await run(['migrate'], { folder });
    const { exitCode, stderr } = await load(folder, '{"services": []}');
    expect(exitCode).toBe(1);
    expect(stderr).toContain('Start Keyplane on it once');
  });
});

describe('restore --announce', () => {
  test('announces the backup and asks to repeat revocations since then', async () => {
    const folder = await startedOnce();
    const words = ['restore', '--announce', '--backup-time', '2026-01-02T03:04:05Z'];
    const { exitCode, stdout } = await run(words, { folder });
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/from a backup of 2026-01-02T03:04:05Z.*are valid again/);
  });

  test('refuses a folder without a database, and creates none', async () => {
    const folder = await keyplane.newFolder();
    const { exitCode, stdout, stderr } = await run(['restore', '--announce'], { folder });
    expect(exitCode).toBe(78);
    expect(stdout + stderr).toContain('keyplane.db is not a database of Keyplane');
    await expect(stat(path.join(folder, 'data'))).rejects.toThrow('ENOENT');
  });

  test.each([['2999-01-01T00:00:00Z'], ['yesterday']])('refuses %s as its time', async (time) => {
    const folder = await keyplane.newFolder();
    const words = ['restore', '--announce', '--backup-time', time];
    const { exitCode, stderr } = await run(words, { folder });
    expect(exitCode).toBe(64);
    expect(stderr).toContain(`You gave "${time}"`);
  });
});

describe('recover', () => {
  test.each([['the owner'], ['the operator', '--operator']])(
    'writes a credential of %s to a file that only its owner reads',
    async (_whose, ...options) => {
      const folder = await startedOnce();
      const out = path.join(folder, 'recovered.json');
      const { exitCode, stdout } = await run(['recover', ...options, '--out', out], { folder });
      expect(exitCode).toBe(0);
      expect((await stat(out)).mode & 0o777).toBe(0o600);
      const credential = JSON.parse(await readFile(out, 'utf8')) as Record<string, string>;
      expect(stdout).not.toContain(credential['client_secret']);

      const server = await keyplane.start(['serve'], { folder });
      const { client_id, client_secret } = credential;
      const basic = Buffer.from(`${client_id}:${client_secret}`).toString('base64');
      const headers = { authorization: `Basic ${basic}` };
      const answer = await fetch(`${await server.url()}/v1/whoami`, { headers });
      expect(answer.status).toBe(200);
    },
  );

  test('accepts a team or the operator, but not both', async () => {
    const words = ['recover', '--operator', '--team', 'team_1', '--out', 'new.json'];
    const { exitCode, stderr } = await run(words);
    expect(exitCode).toBe(64);
    expect(stderr).toMatch(/--team and --operator cannot be used together/);
  });

  test('prints a secret only to a person at a terminal', async () => {
    const folder = await startedOnce();
    const { exitCode, stderr } = await run(['recover'], { folder });
    expect(exitCode).toBe(64);
    expect(stderr).toMatch(/--out/);
  });

  test('never overwrites a file', async () => {
    const folder = await startedOnce();
    const out = path.join(folder, 'taken');
    await writeFile(out, 'mine');
    expect(await run(['recover', '--out', out], { folder })).toMatchObject({ exitCode: 73 });
    expect(await readFile(out, 'utf8')).toBe('mine');
  });

  test('finds nobody in a database on which the server has not run', async () => {
    const folder = await keyplane.newFolder();
    await run(['migrate'], { folder });
    const { exitCode, stderr } = await run(['recover', '--out', 'new.json'], { folder });
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^keyplane: This database is empty\. /);
  });
});

describe('without an installation', () => {
  const catalog = path.resolve('api/catalog/default-catalog.json');

  test.each([
    ['rekey'],
    ['rekey', '--discard-lost'],
    ['recover', '--out', 'new.json'],
    ['catalog', 'load', catalog],
    ['restore', '--announce'],
  ])('a command creates no installation and leaves no file: %s %s', async (...words) => {
    const folder = await keyplane.newFolder();
    const { exitCode, stdout, stderr } = await run(words, { folder });
    expect([exitCode, stdout]).toEqual([78, '']);
    expect(stderr).toMatch(/keyplane\.db is not a database of Keyplane/);
    expect(await readdir(folder)).toEqual([]);
  });

  test('a database without the tables of Keyplane stays as it is', async () => {
    const folder = await keyplane.newFolder();
    await mkdir(path.join(folder, 'data'));
    await writeFile(path.join(folder, 'data', 'keyplane.db'), '');
    expect(await run(['rekey'], { folder })).toMatchObject({ exitCode: 78 });
    expect(await readdir(path.join(folder, 'data'))).toEqual(['keyplane.db']);
  });
});

test('rekey without a previous master key says that there is nothing to move', async () => {
  const folder = await startedOnce();
  const { exitCode, stdout, stderr } = await run(['rekey'], { folder });
  expect([exitCode, stdout]).toEqual([78, '']);
  expect(stderr).toMatch(/KEYPLANE_MASTER_KEY_PREVIOUS is not set/);
});

test('after rekey the previous master key is no longer needed', async () => {
  const [former, next] = [randomBytes(32), randomBytes(32)].map((key) => key.toString('base64'));
  const KEYPLANE_MASTER_KEY = next ?? '';
  const folder = await startedOnce({ KEYPLANE_MASTER_KEY: former ?? '' });
  const without = { folder, environment: { KEYPLANE_MASTER_KEY } };
  expect(await run(['rekey'], without)).toMatchObject({ exitCode: 78 });

  const environment = { KEYPLANE_MASTER_KEY, KEYPLANE_MASTER_KEY_PREVIOUS: former ?? '' };
  expect(await run(['rekey'], { folder, environment })).toMatchObject({
    exitCode: 0,
    stdout: expect.stringMatching(/moved to the master key mk_/),
  });
  const server = await keyplane.start(['serve'], without);
  await server.url();
});

describe('provider install', () => {
  async function providerPackage(installer?: string): Promise<string> {
    const folder = await keyplane.newFolder();
    if (installer === undefined) return folder;
    const executable = path.join(folder, 'dist', 'terraform-provider-keyplane');
    await mkdir(path.dirname(executable));
    await writeFile(executable, `#!/bin/sh\n${installer}\n`);
    await chmod(executable, 0o755);
    return folder;
  }

  test('runs the installer of the provider, with the host', async () => {
    const record = path.join(await keyplane.newFolder(), 'arguments');
    const folder = await providerPackage(`echo "$@" > '${record}'`);
    await installProvider({ host: 'keys.example.com', findPackage: () => folder });
    expect(await readFile(record, 'utf8')).toBe('install --host keys.example.com\n');
    await installProvider({ release: 'release', findPackage: () => folder });
    expect(await readFile(record, 'utf8')).toBe('install --release release\n');
  });

  test('starts the installer as a script of Node on Windows', () => {
    expect(startOf('C:\\provider', 'win32')).toEqual([process.execPath, 'C:\\provider']);
    expect(startOf('/provider', 'linux')).toEqual(['/provider']);
  });

  test.each([
    [64, 64],
    [73, 73],
    [3, 1],
  ])('ends with the exit code of the installer: %i becomes %i', async (code, exitCode) => {
    const folder = await providerPackage(`exit ${code}`);
    const installing = installProvider({ findPackage: () => folder });
    await expect(installing).rejects.toMatchObject({ exitCode });
  });

  test.each([
    ['the package is absent', undefined, /not installed here/],
    ['it is not built', 'no installer', /not built/],
    ['the installer fails', 'exit 3', /was not installed/],
  ])('says so if %s', async (_what, state, message) => {
    const folder =
      state === undefined
        ? undefined
        : await providerPackage(state === 'no installer' ? undefined : state);
    await expect(installProvider({ findPackage: () => folder })).rejects.toThrow(message);
  });
});

test('the banner says where it listens and shows first credentials', () => {
  const secret = Secret.generate('application_key');
  const credential = { clientId: 'app_1', secret };
  const text = banner({
    url: 'http://127.0.0.1:8700',
    first: {
      file: '/srv/data/bootstrap.json',
      credentials: {
        operator: credential,
        team: { id: 'team_1', name: 'default' },
        owner: { ...credential, memberId: 'member_1' },
      },
    },
  });
  for (const shown of ['http://127.0.0.1:8700', '/srv/data/bootstrap.json', secret.reveal()])
    expect(text).toContain(shown);
  expect(banner({ url: 'http://127.0.0.1:8700' })).not.toContain('client_secret');
});
