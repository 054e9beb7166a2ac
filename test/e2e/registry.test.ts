import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buildProvider } from '../../provider/build-provider';
import { PROVIDER_VERSION } from '../../provider/version';
import { archiveName, platformName, signatureName, sumsName } from '../../provider-release';
import { createReleaseSigner, type ReleaseSigner } from '../../scripts/release/release-signer';
import { buildKeyplane, type KeyplaneProcess } from '../api/cli/support/keyplane-process';
import { eventually } from '../support/eventually';
import { writeRelease, type TestBuild } from '../support/provider-release';
import { createTerraformWorkspace, type TerraformWorkspace } from '../support/terraform';
import { createTestAuthority } from '../support/test-authority';
import { createTlsFront } from '../support/tls-front';

const HERE = {
  os: process.platform,
  arch: process.arch === 'x64' ? 'amd64' : process.arch,
} as const;
const OTHERS = [
  { os: 'darwin', arch: 'arm64' },
  { os: 'windows', arch: 'amd64' },
] as const;

const RESOURCE = `
resource "keyplane_service_account" "ci" {
  name = "CI pipeline"
}
`;

const configuration = (source: string) => `
terraform {
  required_providers {
    keyplane = { source = "${source}" }
  }
}
`;

describe('keyplane serve as the registry of stock terraform, on an empty home', () => {
  const keyplane = buildKeyplane();
  const authority = createTestAuthority();
  const workspaces: TerraformWorkspace[] = [];
  let root: string;
  let releases: string;
  let authorityFile: string;
  let signer: ReleaseSigner;
  let builds: readonly TestBuild[];
  let server: KeyplaneProcess;
  /** `localhost:<port>` */
  let host: string;
  let credentials: Readonly<Record<string, string>>;

  beforeAll(async () => {
    root = await mkdtemp(path.join(tmpdir(), 'keyplane-registry-'));
    releases = path.join(root, 'release');
    authorityFile = path.join(root, 'authority.pem');
    const pair = authority.issue('localhost');
    await writeFile(authorityFile, authority.certificate);
    await writeFile(path.join(root, 'tls.crt'), pair.certificate);
    await writeFile(path.join(root, 'tls.key'), pair.privateKey);
    signer = await createReleaseSigner(undefined, new Date());
    const executable = await readFile(await buildProvider(path.join(root, 'dist')));
    builds = [
      { ...HERE, executable },
      ...OTHERS.map((platform) => ({ ...platform, executable: Buffer.from(platform.os) })),
    ];
    await writeRelease(releases, PROVIDER_VERSION, builds, signer);
    server = await keyplane.start(['serve'], {
      environment: {
        KEYPLANE_TLS_CERT_FILE: path.join(root, 'tls.crt'),
        KEYPLANE_TLS_KEY_FILE: path.join(root, 'tls.key'),
        KEYPLANE_REGISTRY_DIR: releases,
      },
    });
    host = `localhost:${new URL(await server.url()).port}`;
    const file = path.join(server.folder, 'data', 'bootstrap.json');
    const { owner } = JSON.parse(await readFile(file, 'utf8')) as {
      owner: { client_id: string; client_secret: string };
    };
    credentials = {
      KEYPLANE_ENDPOINT: `https://${host}`,
      KEYPLANE_CLIENT_ID: owner.client_id,
      KEYPLANE_CLIENT_SECRET: owner.client_secret,
    };
  });
  afterAll(async () => {
    await Promise.all(workspaces.map((workspace) => workspace.cleanup()));
    await keyplane.remove();
    await rm(root, { recursive: true, force: true });
  });

  async function newWorkspace(source: string, more = RESOURCE): Promise<TerraformWorkspace> {
    const workspace = await createTerraformWorkspace({
      files: { 'main.tf': configuration(source) + more },
      env: { SSL_CERT_FILE: authorityFile, ...credentials },
    });
    workspaces.push(workspace);
    return workspace;
  }

  const lockFile = ({ folder }: TerraformWorkspace) =>
    readFile(path.join(folder, '.terraform.lock.hcl'), 'utf8');
  const countOf = (text: string, part: RegExp) => text.match(part)?.length;

  it('installs the provider by one line of required_providers, and applies with it', async () => {
    const workspace = await newWorkspace(`${host}/keyplane/keyplane`);
    const { stdout } = await workspace.init();
    expect(stdout).toContain(`Installed ${host}/keyplane/keyplane v${PROVIDER_VERSION}`);
    expect(stdout).toContain('self-signed');
    await workspace.apply();
    expect((await workspace.plan({ detailedExitCode: true })).exitCode).toBe(0);
    await workspace.destroy();
    expect(countOf(await lockFile(workspace), /"zh:/g)).toBe(builds.length + 1);
  });

  it('gives terraform the hashes of every platform, and the archives of a mirror match them', async () => {
    const workspace = await newWorkspace(`${host}/keyplane/keyplane`);
    const platforms = builds.map((build) => `-platform=${platformName(build)}`);
    const locked = await workspace.run('providers', 'lock', ...platforms);
    expect(locked).toMatchObject({ exitCode: 0 });
    expect(countOf(await lockFile(workspace), /"h1:/g)).toBe(builds.length);

    const mirrored = await workspace.run('providers', 'mirror', ...platforms, 'mirror');
    expect(mirrored).toMatchObject({ exitCode: 0 });
    await workspace.write({
      'cli.tfrc': 'provider_installation { filesystem_mirror { path = "mirror" } }',
    });
    workspace.env.TF_CLI_CONFIG_FILE = path.join(workspace.folder, 'cli.tfrc');
    await workspace.init('-lockfile=readonly');
  });

  it('is a network mirror with the hashes of the registry', async () => {
    const source = 'registry.example.com/keyplane/keyplane';
    const workspace = await newWorkspace(source);
    const direct = await newWorkspace(`${host}/keyplane/keyplane`);
    await direct.init();
    await workspace.write({
      'cli.tfrc': `provider_installation { network_mirror { url = "https://${host}/registry/mirror/" } }`,
    });
    workspace.env.TF_CLI_CONFIG_FILE = path.join(workspace.folder, 'cli.tfrc');
    const { stdout } = await workspace.init();
    expect(stdout).toContain(`Installed ${source} v${PROVIDER_VERSION}`);
    const h1Of = async (of: TerraformWorkspace) => /"h1:[^"]+"/.exec(await lockFile(of))?.[0];
    expect(await h1Of(workspace)).toBe(await h1Of(direct));
    expect(await h1Of(workspace)).toBeDefined();
    await workspace.apply();
    await workspace.destroy();
  });

  it('takes over a state of keyplane.local', async () => {
    const workspace = await newWorkspace(`${host}/keyplane/keyplane`);
    await workspace.init();
    await workspace.apply();
    const registry = `${host}/keyplane/keyplane`;
    const local = 'keyplane.local/keyplane/keyplane';
    const replace = (from: string, to: string) =>
      workspace.run('state', 'replace-provider', '-auto-approve', from, to);
    expect(await replace(registry, local)).toMatchObject({ exitCode: 0 });
    // The situation of a user who used keyplane.local before: the state names a provider that is
    // not installed.
    expect((await workspace.run('plan')).exitCode).toBe(1);
    expect(await replace(local, registry)).toMatchObject({ exitCode: 0 });
    await workspace.init();
    expect((await workspace.plan({ detailedExitCode: true })).exitCode).toBe(0);
    await workspace.destroy();
  });

  it('offers a new version to terraform init -upgrade without a restart', async () => {
    const workspace = await newWorkspace(`${host}/keyplane/keyplane`);
    await workspace.init();
    const next = '99.0.0';
    await writeRelease(releases, next, builds, signer);
    await eventually(async () => {
      const { stdout } = await workspace.init('-upgrade');
      expect(stdout).toContain(`Installed ${host}/keyplane/keyplane v${next}`);
    });
    await rm(path.join(releases, next), { recursive: true });
    await server.line('release withdrawn');
  });

  describe('with changes by an attacker in the connection, terraform refuses', () => {
    const source = (port: number) => `localhost:${port}/keyplane/keyplane`;
    const zipName = archiveName(PROVIDER_VERSION, HERE);

    /** The registry, with some of its files changed. */
    async function initAgainst(changed: (name: string) => Promise<Buffer | undefined>) {
      const front = await createTlsFront(() => `https://${host}`, authority.issue('localhost'), {
        authority: authority.certificate,
        replace: (url) => changed(path.posix.basename(url)),
      });
      const workspace = await newWorkspace(source(front.port));
      const { exitCode, stderr } = await workspace.run('init');
      await front.close();
      return { exitCode, stderr: stderr.replaceAll(/\s*[╷│╵]\s*|\s+/g, ' ') };
    }

    const original = (name: string) => readFile(path.join(releases, PROVIDER_VERSION, name));
    let signatureByAnotherKey: Buffer;

    // On a busy machine, generating a key takes longer than terraform waits for an answer.
    beforeAll(async () => {
      const other = await createReleaseSigner(undefined, new Date());
      const sums = String(await original(sumsName(PROVIDER_VERSION)));
      signatureByAnotherKey = Buffer.from(await other.sign(sums));
    });

    it.each<[string, (name: string) => Promise<Buffer | undefined>, RegExp]>([
      [
        'a tampered archive',
        async (name) =>
          name === zipName ? Buffer.concat([await original(name), Buffer.from('x')]) : undefined,
        /archive has incorrect checksum/,
      ],
      [
        'changed sums',
        async (name) =>
          name === sumsName(PROVIDER_VERSION)
            ? Buffer.from(String(await original(name)).replaceAll(/^[0-9a-f]/gm, '0'))
            : undefined,
        /invalid signature|checksum/,
      ],
      [
        'a signature by another key',
        async (name) =>
          name === signatureName(PROVIDER_VERSION) ? signatureByAnotherKey : undefined,
        /authentication signature from unknown issuer/,
      ],
    ])('%s', async (_title, changed, message) => {
      const { exitCode, stderr } = await initAgainst(changed);
      expect(stderr).toMatch(message);
      expect(exitCode).toBe(1);
    });

    it('nothing if nothing was changed', async () => {
      expect(await initAgainst(async () => undefined)).toMatchObject({ exitCode: 0 });
    });
  });

  it('refuses to offer an archive that was tampered with', async () => {
    const zip = path.join(releases, PROVIDER_VERSION, archiveName(PROVIDER_VERSION, HERE));
    const content = await readFile(zip);
    await appendFile(zip, 'x');
    const line = await server.line('release refused');
    expect(line).toMatchObject({
      level: 'error',
      reason: expect.stringContaining('SHA256SUMS says'),
    });
    const workspace = await newWorkspace(`${host}/keyplane/keyplane`);
    expect((await workspace.run('init')).exitCode).toBe(1);
    await writeFile(zip, content);
    await eventually(async () => {
      expect(await workspace.run('init')).toMatchObject({ exitCode: 0 });
    });
  });
});
