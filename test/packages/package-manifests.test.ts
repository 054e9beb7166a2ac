import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';

const ROOT = path.join(__dirname, '../..');
/** The folders of the packages that are published. */
const PUBLISHED = [
  'client',
  'provider/terraform-plugin',
  'provider/constructs',
  'provider/constructs-cdktn',
];

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly private?: boolean;
  readonly license: string;
  readonly engines: object;
  readonly repository: object;
  readonly publishConfig: object;
  readonly cdktf?: { readonly provider: object };
  readonly cdktn?: { readonly provider: object };
}

const read = (file: string) => readFileSync(path.join(ROOT, file), 'utf8');
const manifestOf = (folder: string) =>
  JSON.parse(read(path.join(folder, 'package.json'))) as Manifest;
const root = manifestOf('.');

describe.each(PUBLISHED)('the package in %s', (folder) => {
  const manifest = manifestOf(folder);

  it('is public, with provenance', () => {
    expect(manifest.private).toBeUndefined();
    expect(manifest.publishConfig).toEqual({ access: 'public', provenance: true });
  });

  it('names the license, the repository and the Node.js of the whole project', () => {
    expect(manifest).toMatchObject({
      license: root.license,
      engines: root.engines,
      repository: {
        type: 'git',
        url: 'git+https://github.com/keyplane/keyplane.git',
        directory: folder,
      },
      homepage: `https://github.com/keyplane/keyplane/tree/main/${folder}#readme`,
    });
    expect(read(path.join(folder, 'LICENSE'))).toBe(read('LICENSE'));
  });

  it('has a README that names it', () => {
    expect(read(path.join(folder, 'README.md'))).toContain(`# ${manifest.name}\n`);
  });

  it('is published by the workflow', () => {
    const [, packages = ''] =
      /for package in (.*); do/.exec(read('.github/workflows/publish.yml')) ?? [];
    expect(packages.split(' ')).toContain(manifest.name);
  });
});

it('the constructs for cdktf and for cdktn have one version, which is that of the provider', () => {
  const { version } = manifestOf('provider');
  const provider = { name: 'keyplane.local/keyplane/keyplane', version };
  expect(manifestOf('provider/constructs')).toMatchObject({ version, cdktf: { provider } });
  expect(manifestOf('provider/constructs-cdktn')).toMatchObject({ version, cdktn: { provider } });
});

it.each([
  ['publishes the version of the tag', '', 0],
  ['stops if the tag names another version', '9', 1],
])('the workflow %s', (_what, more, status) => {
  const { jobs } = parse(read('.github/workflows/publish.yml')) as {
    jobs: { publish: { steps: { name?: string; run?: string }[] } };
  };
  const step = jobs.publish.steps.find(({ name }) => name === 'The tag is the version');
  const env = { ...process.env, TAG: `v${manifestOf('client').version}${more}` };
  expect(spawnSync('bash', ['-c', step?.run ?? 'exit 2'], { cwd: ROOT, env }).status).toBe(status);
});
