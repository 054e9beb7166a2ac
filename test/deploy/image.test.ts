import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CONFIG_VARIABLES } from '../../api/app/environment-schema';
import { buildServerArchive } from '../../scripts/server-archive/build-server-archive';
import { eventually } from '../support/eventually';
import { freePort } from '../support/free-port';

const DEPLOY = path.join(__dirname, '../../deploy');
const dockerfile = readFileSync(path.join(DEPLOY, 'Dockerfile'), 'utf8').replaceAll('\\\n', '');
const instructions = (name: string) =>
  dockerfile
    .split('\n')
    .flatMap((line) => (line.startsWith(`${name} `) ? [line.slice(name.length + 1)] : []));

describe('the Dockerfile', () => {
  test('builds on a Node of a known major version, and runs on the slim one', () => {
    expect(instructions('ARG')).toContain('NODE_IMAGE=node:26-bookworm');
    expect(instructions('FROM')).toEqual(['${NODE_IMAGE} AS build', '${NODE_IMAGE}-slim']);
  });

  test('runs as a user that is not root, with known variables, and checks its health', () => {
    expect(instructions('USER')).toEqual(['10001:10001']);
    const names = instructions('ENV').flatMap((line) => line.match(/KEYPLANE_\w+/g) ?? []);
    const known = CONFIG_VARIABLES.map(({ name }) => name);
    expect(names.filter((name) => !known.includes(name))).toEqual([]);
    expect(dockerfile).toContain('CMD ["node", "/opt/keyplane/healthcheck.js"]');
  });

  test('has the code that its Node compiled, so that the server starts faster', () => {
    const compiled = 'api/dist/main.compiled';
    expect(instructions('RUN')).toContain(`cp ${compiled} /out/keyplane/dist/`);
    expect(existsSync(path.join(DEPLOY, '..', compiled))).toBe(true);
  });

  test('copies files that exist', () => {
    for (const line of instructions('COPY').filter((each) => each.startsWith('deploy/'))) {
      expect(
        readFileSync(path.join(DEPLOY, '..', line.split(' ')[0] ?? '')).length,
      ).toBeGreaterThan(0);
    }
  });
});

// The tests need root to become the user of the image.
const isRoot = process.getuid?.() === 0;

/** No container engine runs the tests, so this is the content of the image, used as the image uses it. */
describe('the content of the image', () => {
  const USER = 10001;
  let folder: string;
  let server: ChildProcess | undefined;
  let environment: Record<string, string>;
  const inFolder = (...names: string[]) => path.join(folder, ...names);

  const command = (file: string, ...words: string[]): readonly [string, string[]] => {
    const node = [inFolder('node'), inFolder('opt', file), ...words];
    const drop = [
      'setpriv',
      `--reuid=${USER}`,
      `--regid=${USER}`,
      '--clear-groups',
      '--no-new-privs',
    ];
    const [first = '', ...rest] = isRoot ? [...drop, ...node] : node;
    return [first, rest];
  };

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'keyplane-image-'));
    chmodSync(folder, 0o755);
    const archive = await buildServerArchive(inFolder('out'));
    mkdirSync(inFolder('opt'));
    execFileSync('tar', ['-xzf', archive, '--strip-components=1', '-C', inFolder('opt')]);
    copyFileSync(path.join(DEPLOY, 'docker/healthcheck.js'), inFolder('opt/healthcheck.js'));
    // The user of the image may not be allowed to enter the folder of this Node.
    copyFileSync(process.execPath, inFolder('node'));
    execFileSync('chmod', ['-R', 'a-w,a+rX', inFolder('opt')]);
    mkdirSync(inFolder('data'), { mode: 0o700 });
    if (isRoot) chownSync(inFolder('data'), USER, USER);
    environment = {
      PATH: process.env.PATH ?? '',
      NODE_ENV: 'production',
      KEYPLANE_DATA_DIR: inFolder('data'),
      KEYPLANE_PORT: String(await freePort()),
      KEYPLANE_DRAIN_SECONDS: '0',
    };
  }, 120_000);

  afterAll(async () => {
    if (server?.exitCode === null) {
      server.kill('SIGKILL');
      await once(server, 'exit');
    }
    execFileSync('chmod', ['-R', 'u+w', folder]);
    rmSync(folder, { recursive: true });
  });

  const health = () => {
    const [program, words] = command('healthcheck.js');
    return spawnSync(program, words, { env: environment, cwd: '/' }).status;
  };

  test(`serves without privileges${isRoot ? '' : ' (not as another user, because only root can become one)'}`, async () => {
    const files = () =>
      execFileSync('find', [inFolder('opt'), '-newer', inFolder('node')]).toString();
    const before = files();
    expect(health()).toBe(1);

    const [program, words] = command('bin/keyplane.js', 'serve');
    server = spawn(program, words, { env: environment, cwd: '/', stdio: 'ignore' });
    await eventually(() => expect(health()).toBe(0), { everyMs: 200 });
    await eventually(async () => {
      const ready = await fetch(`http://127.0.0.1:${environment['KEYPLANE_PORT']}/readyz`);
      expect(ready.status).toBe(200);
    });
    if (isRoot)
      expect(readFileSync(`/proc/${server.pid}/status`, 'utf8')).toMatch(/^Uid:\s10001\s/m);

    server.kill('SIGTERM');
    expect(await once(server, 'exit')).toEqual([0, null]);
    expect(health()).toBe(1);
    expect(readdirSync(inFolder('data'))).toEqual(
      expect.arrayContaining(['bootstrap.json', 'keyplane.db', 'master.key']),
    );
    expect(files()).toBe(before);
  });
});
