import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { connect as connectHttp2 } from 'node:http2';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { connect as connectTls } from 'node:tls';
import { createEphemeralCertificate } from '../../../../provider/terraform-plugin/plugin/ephemeral-certificate';
import { certificatePem } from './support/certificate-pem';
import { createNoteProviderMirror, type ProviderMirror } from './support/note-provider-mirror';
import { callUnary, frame, sendChunks } from './support/grpc-call';
import { createTerraformWorkspace } from './support/terraform-workspace';
import { waitFor } from './support/wait-for';

const cookie = {
  TF_PLUGIN_MAGIC_COOKIE: 'd602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2',
};

describe('a provider that terraform starts', () => {
  let mirror: ProviderMirror;
  let socketDirectory: string;
  let children: ChildProcess[];

  beforeAll(async () => {
    mirror = await createNoteProviderMirror();
  });

  afterAll(() => mirror.remove());

  beforeEach(async () => {
    socketDirectory = await mkdtemp(join(tmpdir(), 'plugin-'));
    children = [];
  });

  afterEach(async () => {
    for (const child of children) child.kill('SIGKILL');
    await rm(socketDirectory, { recursive: true, force: true });
  });

  async function startPlugin(environment: NodeJS.ProcessEnv) {
    const child = spawn(process.execPath, [mirror.executable], {
      env: { ...cookie, PLUGIN_UNIX_SOCKET_DIR: socketDirectory, ...environment },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    children.push(child);
    const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
    const [, , network, address = '', protocol, certificate = ''] = line.split('|');
    return { child, line, network, address, protocol, certificate };
  }

  it('is installed, applied and destroyed by the stock binary over mutual TLS', async () => {
    const terraform = await createTerraformWorkspace(
      { TF_LOG_PROVIDER: 'debug' },
      mirror.cliConfiguration,
    );
    await terraform.write(
      'main.tf',
      `terraform {
         required_providers {
           keyplane = { source = "keyplane.local/keyplane/keyplane" }
         }
       }
       resource "keyplane_note" "this" { text = "hello" }`,
    );
    try {
      expect(await terraform.run('init')).toMatchObject({ exitCode: 0 });
      const apply = await terraform.run('apply', '-auto-approve');
      expect(apply.output).toContain('1 added');
      expect(apply.output).toContain('[DEBUG] provider.');
      const plan = await terraform.run('plan', '-detailed-exitcode');
      expect(plan).toMatchObject({ exitCode: 0 });
      const destroy = await terraform.run('destroy', '-auto-approve');
      expect(destroy.output).toContain('1 destroyed');
      expect(destroy.output).not.toContain('failed to exit gracefully');
    } finally {
      await terraform.remove();
    }
  });

  it('tells a person who runs it what it is', async () => {
    const run = promisify(execFile)(process.execPath, [mirror.executable], { env: {} });
    await expect(run).rejects.toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringContaining('terraform starts it'),
    });
  });

  it.each([
    ['is missing', () => join(socketDirectory, 'missing'), 'there is no such folder'],
    ['is too long', () => join(socketDirectory, 'x'.repeat(100)), 'would be too long'],
  ])('says why it cannot start if the folder of sockets %s', async (_what, folder, sentence) => {
    const run = promisify(execFile)(process.execPath, [mirror.executable], {
      env: { ...cookie, PLUGIN_UNIX_SOCKET_DIR: folder() },
    });
    const message = 'The provider could not start: The ';
    // Terraform shows the first line of the standard output, and no standard error.
    await expect(run).rejects.toMatchObject({
      code: 1,
      stdout: expect.stringMatching(new RegExp(`^${message}[^|]*${sentence}[^|]*\n$`)),
      stderr: expect.stringMatching(new RegExp(`^${message}.*${sentence}.*\n$`)),
    });
  });

  it('listens below /tmp if the path of the temporary folder is too long', async () => {
    const { child, address } = await startPlugin({
      PLUGIN_UNIX_SOCKET_DIR: '',
      TMPDIR: join(socketDirectory, 'x'.repeat(100)),
    });
    expect(address).toMatch(/^\/tmp\/terraform-plugin-\d+-[0-9a-f]{8}\.sock$/);
    expect(existsSync(address)).toBe(true);
    child.kill('SIGTERM');
    await once(child, 'exit');
    expect(existsSync(address)).toBe(false);
  });

  it('accepts only the client certificate that Terraform gave it', async () => {
    const known = createEphemeralCertificate();
    const stranger = createEphemeralCertificate();
    const plugin = await startPlugin({ PLUGIN_CLIENT_CERT: certificatePem(known.certificate) });
    const check = (client?: typeof known) =>
      callUnary(
        connectHttp2('https://localhost', {
          createConnection: () =>
            connectTls({
              path: plugin.address,
              ca: certificatePem(Buffer.from(plugin.certificate, 'base64')),
              servername: 'localhost',
              ALPNProtocols: ['h2'],
              ...(client && {
                cert: certificatePem(client.certificate),
                key: client.privateKey.export({ type: 'pkcs8', format: 'pem' }),
              }),
            }),
        }),
        '/grpc.health.v1.Health/Check',
        new Uint8Array(),
      );

    expect(plugin).toMatchObject({ network: 'unix', protocol: 'grpc' });
    await expect(check(known)).resolves.toMatchObject({ status: 0 });
    await expect(check(stranger)).rejects.toThrow();
    await expect(check()).rejects.toThrow();
  });

  it('serves without TLS if the client has no certificate', async () => {
    const { line, address } = await startPlugin({});
    expect(line).toBe(`1|6|unix|${address}|grpc|`);
  });

  it('ignores an interrupt, and after a shutdown ends with the connection', async () => {
    const { child, address } = await startPlugin({});
    child.kill('SIGINT');
    const session = connectHttp2('http://localhost', { createConnection: () => connect(address) });
    const answer = await callUnary(session, '/plugin.GRPCController/Shutdown', new Uint8Array());
    expect(answer).toMatchObject({ status: 0 });
    if (child.exitCode === null) await once(child, 'exit');
    expect(child).toMatchObject({ exitCode: 0, signalCode: null });
    expect(existsSync(address)).toBe(false);
  });

  it.each(['SIGTERM', 'SIGHUP'] as const)('removes its socket upon %s', async (signal) => {
    const { child, address } = await startPlugin({});
    child.kill(signal);
    await once(child, 'exit');
    expect(existsSync(address)).toBe(false);
  });

  it('ignores SIGTERM for as long as Terraform is connected', async () => {
    const { child, address } = await startPlugin({});
    const session = connectHttp2('http://localhost', { createConnection: () => connect(address) });
    const check = () =>
      sendChunks(session, '/grpc.health.v1.Health/Check', [frame(new Uint8Array())]);
    await check();
    child.kill('SIGTERM');
    for (let turn = 0; turn < 3; turn += 1) expect(await check()).toMatchObject({ status: 0 });
    session.destroy();
    await once(child, 'exit');
    expect(existsSync(address)).toBe(false);
  });

  it('ends by itself after the connection is lost', async () => {
    const { child, address } = await startPlugin({});
    const socket = connect(address);
    const session = connectHttp2('http://localhost', { createConnection: () => socket });
    await callUnary(session, '/grpc.health.v1.Health/Check', new Uint8Array());
    await once(child, 'exit');
    expect(existsSync(address)).toBe(false);
  });

  it('removes its socket when it fails', async () => {
    const failing = join(socketDirectory, 'failing.js');
    await writeFile(failing, 'setTimeout(() => process.stdin.on("data", () => { throw 1; }), 0);');
    const child = spawn(process.execPath, ['--require', failing, mirror.executable], {
      env: { ...cookie, PLUGIN_UNIX_SOCKET_DIR: socketDirectory },
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    children.push(child);
    await once(createInterface(child.stdout), 'line');
    child.stdin.write('now');
    await once(child, 'exit');
    expect((await readdir(socketDirectory)).filter((name) => name.endsWith('.sock'))).toEqual([]);
  });

  it('removes its socket and fails if Terraform closed its standard output', async () => {
    const child = spawn(process.execPath, [mirror.executable], {
      env: { ...cookie, PLUGIN_UNIX_SOCKET_DIR: socketDirectory },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    children.push(child);
    child.stdout.destroy();
    const [said] = await Promise.all([text(child.stderr), once(child, 'exit')]);
    expect(child.exitCode).toBe(1);
    expect(said).toContain('Terraform closed the standard output of the provider');
    expect((await readdir(socketDirectory)).filter((name) => name.endsWith('.sock'))).toEqual([]);
  });

  it('removes the sockets of killed plugins and leaves those that answer', async () => {
    const killed = await startPlugin({});
    killed.child.kill('SIGKILL');
    await once(killed.child, 'exit');
    expect(existsSync(killed.address)).toBe(true);
    const noProcess = 2 ** 22 + 1;
    const answering = join(socketDirectory, `terraform-plugin-${noProcess}-00ff.sock`);
    const foreign = createServer().listen(answering);
    await once(foreign, 'listening');
    const unrelated = join(socketDirectory, 'other.sock');
    await writeFile(unrelated, '');

    const running = await startPlugin({});
    await waitFor(() => !existsSync(killed.address));
    expect(
      (await readdir(socketDirectory)).map((name) => join(socketDirectory, name)).sort(),
    ).toEqual([answering, running.address, unrelated].sort());
    foreign.close();
  });
});
