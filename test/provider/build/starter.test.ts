import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { buildProvider } from '../../../provider/build-provider';
import { cookie } from '../../../provider/terraform-plugin/plugin/handshake';
import { PROVIDER_VERSION } from '../../../provider/version';

const run = promisify(execFile);

describe('the executable of the provider', () => {
  let folder: string;
  let executable: string;
  let preloads: string;
  const children: ChildProcess[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'kp-start-'));
    executable = await buildProvider(path.join(folder, 'dist'));
    preloads = path.join(folder, 'preloads');
    await mkdir(preloads);
    await writeFile(
      path.join(preloads, 'noise.js'),
      'console.log("tracing is on"); process.on("exit", () => console.log("tracing is off"));',
    );
    await writeFile(
      path.join(preloads, 'version.js'),
      'Object.defineProperty(process, "versions", { value: { ...process.versions, node: process.env.AS } });',
    );
  });
  afterAll(async () => {
    for (const child of children) child.kill('SIGKILL');
    await rm(folder, { recursive: true, force: true });
  });

  /** Starts the provider as terraform does. */
  function start(environment: NodeJS.ProcessEnv, stdio: 'pipe' | 'ignore' = 'pipe') {
    const env = { PATH: process.env.PATH, TMPDIR: folder, ...cookie, ...environment };
    const child = spawn(executable, { env, stdio: ['ignore', stdio, 'pipe'] });
    children.push(child);
    return child;
  }
  async function failed(environment: NodeJS.ProcessEnv) {
    const child = start(environment);
    const [stdout, stderr] = await Promise.all([
      child.stdout === null ? '' : text(child.stdout),
      child.stderr === null ? '' : text(child.stderr),
    ]);
    if (child.exitCode === null) await once(child, 'exit');
    return { stdout, stderr, exitCode: child.exitCode };
  }
  const preload = (name: string) => ({ NODE_OPTIONS: `--require ${path.join(preloads, name)}` });

  it.each([
    ['a module that is missing', '--require /nowhere/tracing.js'],
    ['an ES module that is missing', '--import /nowhere/tracing.mjs'],
    ['an option that Node does not know', '--no-such-option'],
    ['an option that takes `require` away', '--input-type=module'],
    ['an option that forbids to read files', '--experimental-permission'],
  ])('says that Node cannot start with %s in NODE_OPTIONS', async (_what, options) => {
    const { stdout, stderr, exitCode } = await failed({ NODE_OPTIONS: options });
    expect(stdout).toBe(
      `terraform-provider-keyplane cannot start: Node.js fails with NODE_OPTIONS="${options}". A module ` +
        'that it preloads is missing, fails or ends Node.js, or an option is wrong: correct NODE_OPTIONS, or unset it. ' +
        'The log (TF_LOG=error) has the error of Node.js.\n',
    );
    expect(stderr).toMatch(/nowhere|no-such-option|require is not defined|restricted/);
    expect(exitCode).toBe(1);
  });

  it('says that Node cannot start if a module of NODE_OPTIONS ends it, even with exit code 0', async () => {
    await writeFile(path.join(preloads, 'exit.js'), 'process.exit(0);');
    const { stdout, exitCode } = await failed(preload('exit.js'));
    expect(stdout).toMatch(
      /^terraform-provider-keyplane cannot start: Node.js fails with NODE_OPTIONS=/,
    );
    expect(exitCode).toBe(1);
  });

  it('starts with an --import in NODE_OPTIONS, although Node then checks the file extension', async () => {
    const child = start({ NODE_OPTIONS: '--import data:text/javascript,' });
    const [line] = (await once(child.stdout ?? child, 'data')) as [Buffer];
    expect(String(line)).toMatch(/^1\|6\|unix\|.*\|grpc\|\n$/);
    child.kill('SIGTERM');
  });

  it('writes only the handshake to Terraform if a module of NODE_OPTIONS prints', async () => {
    const child = start(preload('noise.js'));
    const [line] = (await once(child.stdout ?? child, 'data')) as [Buffer];
    expect(String(line)).toMatch(/^1\|6\|unix\|.*\|grpc\|\n$/);
    const logged = text(child.stderr ?? process.stdin);
    child.kill('SIGTERM');
    expect(await logged).toBe('tracing is on\ntracing is off\n');
  });

  it.each(['18.20.8', '20.18.3', '16.0.0', '4.9.1', '9.11.2'])(
    'tells Terraform and the log in one line that Node %s is too old',
    async (version) => {
      const { stdout, stderr, exitCode } = await failed({ ...preload('version.js'), AS: version });
      expect(exitCode).toBe(1);
      expect(stdout).toMatch(
        new RegExp(`^\\S+ needs Node.js 20.19 or later, and /\\S+ is version ${version}\\. .*\\n$`),
      );
      expect(stdout).not.toContain('|');
      expect(stderr).toBe(stdout);
    },
  );

  it.each(['20.19.0', '20.20.2', '21.0.0', '22.1.0', '100.0.0'])('runs on Node %s', async (AS) => {
    const env = { PATH: process.env.PATH, ...preload('version.js'), AS };
    const { stdout } = await run(executable, ['--version'], { env });
    expect(stdout).toBe(`${PROVIDER_VERSION}\n`);
  });

  it('tells a person only once that Node is too old', async () => {
    const env = { PATH: process.env.PATH, ...preload('version.js'), AS: '18.0.0' };
    await expect(run(executable, ['--version'], { env })).rejects.toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringContaining('needs Node.js 20.19 or later'),
    });
  });

  it('reports that there is no Node', async () => {
    const { stdout, exitCode } = await failed({ PATH: '/nowhere' });
    expect(exitCode).toBe(1);
    expect(stdout).toContain('there is no node on the PATH');
  });

  describe('with a version manager instead of Node on the PATH', () => {
    const REFUSING = '#!/bin/sh\necho "No version is set for command node" >&2\nexit 126\n';
    const HANDING_ON = `#!/bin/sh\nexec ${process.execPath} "$@"\n`;

    /** A folder for the PATH; a link has a program of another name as its target. */
    async function shimmed(name: string, script: string, isLink: boolean): Promise<string> {
      const shims = path.join(folder, name);
      await mkdir(shims);
      const file = path.join(shims, isLink ? 'manager' : 'node');
      await writeFile(file, script, { mode: 0o755 });
      if (isLink) await symlink('manager', path.join(shims, 'node'));
      return shims;
    }

    it.each([
      ['script', false],
      ['link', true],
    ])('says that no version of Node is chosen for the folder: %s', async (what, isLink) => {
      const shims = await shimmed(`refusing-${what}`, REFUSING, isLink);
      const { stdout, stderr, exitCode } = await failed({ PATH: `${shims}:${process.env.PATH}` });
      expect(stdout).toBe(
        `terraform-provider-keyplane cannot start: ${shims}/node starts no Node.js in the folder ` +
          `${process.cwd()} (exit status 126). A version manager does that if no version is chosen for ` +
          'the folder. Choose Node.js 20.19 or later there, or put the folder of a real Node.js first on ' +
          'the PATH of terraform. The log (TF_LOG=error) has the error of the version manager.\n',
      );
      expect(stderr).toBe('No version is set for command node\n');
      expect(exitCode).toBe(1);
    });

    it.each([
      ['script', false],
      ['link', true],
    ])('starts if the version manager starts Node: %s', async (what, isLink) => {
      const shims = await shimmed(`working-${what}`, HANDING_ON, isLink);
      const child = start({ PATH: `${shims}:${process.env.PATH}` });
      const [line] = (await once(child.stdout ?? child, 'data')) as [Buffer];
      expect(String(line)).toMatch(/^1\|6\|unix\|.*\|grpc\|\n$/);
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    });
  });

  it('says so if its standard output is closed', async () => {
    const env = { PATH: process.env.PATH, TMPDIR: folder, ...cookie };
    const closed = run('/bin/sh', ['-c', 'exec "$0" >&-', executable], { env });
    await expect(closed).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('its standard output is closed'),
    });
    expect((await readdir(folder)).filter((name) => name.endsWith('.sock'))).toEqual([]);
  });

  it('says so if nothing reads its standard output, and removes its socket', async () => {
    const env = { PATH: process.env.PATH, TMPDIR: folder, ...cookie };
    // `true` ends before the provider has loaded.
    const { stderr } = await run('/bin/sh', ['-c', '"$0" | true', executable], { env });
    expect(stderr).toMatch(
      /^The provider could not start: Terraform closed the standard output .*\n$/,
    );
    expect((await readdir(folder)).filter((name) => name.endsWith('.sock'))).toEqual([]);
  });
});
