import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmod,
  copyFile,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  writeFile,
} from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { bundleProvider } from '../../provider/build-provider';
import { cookie } from '../../provider/terraform-plugin/plugin/handshake';
import { PROVIDER_VERSION } from '../../provider/version';
import {
  archiveName,
  checkArchives,
  executableName,
  LICENSES_FOLDER,
  platformName,
  readRelease,
  type Release,
  SBOM_FILE,
} from '../../provider-release';
import { buildRelease } from '../../scripts/release/build-release';
import { compileExecutable } from '../../scripts/release/compile-executable';
import { hostTarget } from '../../scripts/release/release-target';
import { readZip } from '../../scripts/zip-entry';
import { createTestApi, type TestApi } from '../support/api';
import { createTerraformWorkspace, type TerraformWorkspace } from '../support/terraform';
import { SOURCE } from './support/keyplane-workspace';

const run = promisify(execFile);
const BUILD_MS = 300_000;

const CONFIG = `
terraform {
  required_providers {
    keyplane = { source = "${SOURCE}" }
  }
}
resource "keyplane_service_account" "a" {
  name = "account"
}
resource "keyplane_service_account_key" "k" {
  service_account_id = keyplane_service_account.a.id
  name               = "key"
  expires_in         = "30d"
}
`;

function* endless(): Generator<Buffer> {
  const mebibyte = Buffer.alloc(1024 * 1024, ' ');
  for (;;) yield mebibyte;
}

describe('a release of the provider, for the platform of this machine', () => {
  const target = hostTarget();
  let folder: string;
  let release: Release;
  let executable: string;
  let api: TestApi;
  let workspace: TerraformWorkspace;
  const said: string[] = [];

  const inFolder = (...names: string[]) => path.join(folder, ...names);

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'keyplane-released-'));
    const built = await buildRelease({
      out: inFolder('release'),
      targets: [target],
      log: (line) => said.push(line),
    });
    release = await readRelease(built);
    const archive = [...release.platforms, ...release.muslArchives][0]?.path ?? '';
    const [[name, content] = ['', Buffer.alloc(0)]] = readZip(await readFile(archive));
    executable = inFolder('unpacked', name);
    await mkdir(inFolder('unpacked'));
    await writeFile(executable, content);
    await chmod(executable, 0o755);

    const mirror = inFolder('mirror', SOURCE);
    await mkdir(mirror, { recursive: true });
    const packed = archiveName(PROVIDER_VERSION, { os: target.os, arch: target.arch });
    await copyFile(archive, path.join(mirror, packed));
    const cliConfig = `provider_installation {
  filesystem_mirror { path = "${inFolder('mirror')}" }
}
`;
    await writeFile(inFolder('cli.tfrc'), cliConfig);
    await mkdir(inFolder('empty'));
    api = await createTestApi('sqlite');
    workspace = await createTerraformWorkspace({
      files: { 'main.tf': CONFIG },
      env: {
        PATH: inFolder('empty'),
        TF_CLI_CONFIG_FILE: inFolder('cli.tfrc'),
        KEYPLANE_ENDPOINT: api.url,
        KEYPLANE_CLIENT_ID: api.team.owner.clientId,
        KEYPLANE_CLIENT_SECRET: api.team.owner.secret,
      },
    });
  }, BUILD_MS);

  afterAll(async () => {
    await workspace.cleanup();
    await api.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('is complete, and says that a throw-away key signed it', async () => {
    await checkArchives(release);
    expect(said.join('\n')).toContain('Signed with a throw-away key');
    const files = await readdir(inFolder('release', PROVIDER_VERSION));
    expect(files).toEqual(expect.arrayContaining([SBOM_FILE, LICENSES_FOLDER]));
    expect(await readdir(inFolder('unpacked'))).toEqual([executableName(PROVIDER_VERSION, target)]);
  });

  it('applies and destroys with stock terraform from a filesystem mirror, without Node', async () => {
    await workspace.init();
    const lock = await readFile(path.join(workspace.folder, '.terraform.lock.hcl'), 'utf8');
    expect(lock).toContain(`version = "${PROVIDER_VERSION}"`);
    await workspace.apply();
    expect((await workspace.plan({ detailedExitCode: true })).exitCode).toBe(0);
    await workspace.destroy();
    const { body } = await api.as(api.team.owner).get('/v1/service-account-keys');
    expect(body.items).toEqual([]);
  });

  it('reads no settings from the folder in which terraform runs', async () => {
    const marker = inFolder('intruded');
    const intruder = `require('node:fs').writeFileSync(${JSON.stringify(marker)}, 'here');\n`;
    await workspace.write({
      '.env': 'KEYPLANE_ENDPOINT=http://127.0.0.1:9\nKEYPLANE_CLIENT_ID=intruder\n',
      '.env.local': 'KEYPLANE_CLIENT_SECRET=intruder\n',
      '.env.production': 'KEYPLANE_ENDPOINT=http://127.0.0.1:9\n',
      'bunfig.toml': 'preload = ["./intruder.js"]\nlogLevel = "debug"\n',
      'intruder.js': intruder,
      'tsconfig.json': '{ "compilerOptions": { "paths": { "node:http": ["./intruder.js"] } } }',
      'package.json': '{ "type": "module", "imports": { "#x": "./intruder.js" }, not JSON',
      'node_modules/node:http/index.js': intruder,
    });
    await workspace.init();
    expect((await workspace.plan({ detailedExitCode: true })).exitCode).toBe(2);
    await expect(readFile(marker)).rejects.toThrow('ENOENT');

    const { KEYPLANE_ENDPOINT: _, ...others } = workspace.env;
    for (const name of Object.keys(workspace.env)) delete workspace.env[name];
    Object.assign(workspace.env, others);
    const { exitCode, stderr } = await workspace.run('plan');
    workspace.env.KEYPLANE_ENDPOINT = api.url;
    expect(exitCode).toBe(1);
    expect(stderr).toContain('The provider is not configured completely');
    await expect(readFile(marker)).rejects.toThrow('ENOENT');
  });

  it('ignores what NODE_OPTIONS preloads', async () => {
    const marker = inFolder('preloaded');
    const preload = inFolder('preload.js');
    await writeFile(preload, `require('node:fs').writeFileSync(${JSON.stringify(marker)}, '');\n`);
    const env = { NODE_OPTIONS: `--require ${preload} --no-such-option` };
    expect((await run(executable, ['--version'], { env })).stdout).toBe(`${PROVIDER_VERSION}\n`);
    await expect(readFile(marker)).rejects.toThrow('ENOENT');
  });

  it('completes the handshake, and removes its socket if terraform does not read it', async () => {
    const sockets = inFolder('sockets');
    await mkdir(sockets);
    const env = { ...cookie, PLUGIN_UNIX_SOCKET_DIR: sockets };
    const reading = spawn(executable, [], { env, stdio: ['ignore', 'pipe', 'ignore'] });
    const ended = once(reading, 'exit');
    const [line] = (await once(createInterface(reading.stdout), 'line')) as [string];
    expect(line).toMatch(/^1\|6\|unix\|.*\.sock\|grpc\|$/);
    reading.kill('SIGTERM');
    await ended;
    expect(await readdir(sockets)).toEqual([]);

    const deaf = spawn(executable, [], { env, stdio: ['ignore', 'pipe', 'ignore'] });
    deaf.stdout.destroy();
    await once(deaf, 'exit');
    expect(deaf.exitCode).toBe(1);
    expect(await readdir(sockets)).toEqual([]);
  });

  it('stops reading an answer that never ends, or that is compressed, and says so', async () => {
    let answer: RequestListener = () => {};
    const server = createServer((request, response) => answer(request, response));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    await workspace.write({ 'whoami.tf': 'data "keyplane_whoami" "me" {}\n' });
    const errorOfPlan = async () => {
      workspace.env.KEYPLANE_ENDPOINT = `http://127.0.0.1:${port}`;
      const { exitCode, stderr } = await workspace.run('plan');
      workspace.env.KEYPLANE_ENDPOINT = api.url;
      expect(exitCode).toBe(1);
      return stderr.replaceAll(/[│╷╵\s]+/g, ' ');
    };
    try {
      answer = (_request, response) => void Readable.from(endless()).pipe(response);
      expect(await errorOfPlan()).toContain(
        `127.0.0.1:${port} answered with more than 64 MiB, which Keyplane never does.`,
      );
      // The runtime must not decompress by itself.
      answer = (_request, response) =>
        void response.setHeader('content-encoding', 'gzip').end(gzipSync('{}'));
      expect(await errorOfPlan()).toContain('answered with a compressed body');
    } finally {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    }
  });

  it('installs itself, alone in its folder', async () => {
    const { stdout } = await run(executable, ['install'], { env: { HOME: inFolder('home') } });
    const [, installed = ''] = /^Installed (.*)$/m.exec(stdout) ?? [];
    expect(path.basename(path.dirname(installed))).toBe(
      platformName({ os: target.os, arch: target.arch }),
    );
    expect(await readdir(path.dirname(installed))).toEqual([path.basename(executable)]);
    expect((await run(installed, ['--version'])).stdout).toBe(`${PROVIDER_VERSION}\n`);
  });

  it(
    'has the same bytes if it is built in another folder',
    async () => {
      const { program } = await bundleProvider();
      const outfile = inFolder(path.basename(executable));
      await compileExecutable({ bundle: program, platform: target, outfile });
      expect((await readFile(outfile)).equals(await readFile(executable))).toBe(true);
    },
    BUILD_MS,
  );
});
