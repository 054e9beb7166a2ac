import assert from 'node:assert/strict';
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { createKeyplane } from '../../client';
import { nodeFolder, packageFromNpm } from '../../scripts/npm-cache';
import { ensureTerraform } from '../../scripts/terraform';
import type { RegistryServer } from '../e2e/support/registry-server';
import { runIn } from '../support/copied-example';
import type { PackageRegistry } from '../support/package-registry';
import { type DeployCli, NODE_VERSION } from './deploy-clis';

type Variables = Readonly<Record<string, string>>;

export interface CheckDeployOptions {
  readonly deployCli: DeployCli;
  /** Has the packages of the constructs. Everything else is from npm. */
  readonly packages: PackageRegistry;
  readonly server: RegistryServer;
  /** Where the home and the project are created. */
  readonly root: string;
  readonly log: (line: string) => void;
}

/**
 * Creates a project in an empty home with `init`, and deploys a service account with a key from it.
 * The server must be trusted by this process (SSL_CERT_FILE).
 * @throws Error that says what went wrong
 */
export async function checkDeploy(options: CheckDeployOptions): Promise<void> {
  const { deployCli, packages, server, root, log } = options;
  const { command, constructs, alsoNeeded } = deployCli;
  const home = path.join(root, command);
  const project = path.join(home, 'keys');
  await mkdir(project, { recursive: true });
  const machine = { ...npmSettings(process.env), PATH: await programs(deployCli, home), CI: '1' };
  const asUser = async (program: string, args: readonly string[], more: Variables = {}) => {
    const environment = { ...machine, CHECKPOINT_DISABLE: '1', ...more };
    // terraform runs on a terminal of the command, and writes colors.
    return stripVTControlCharacters(await runIn(project, [program, ...args], environment));
  };

  await asUser(command, ['init', ...INIT_ANSWERS]);
  if (alsoNeeded.length > 0) await asUser('npm', ['install', '--save-dev', ...alsoNeeded]);
  await asUser('npm', ['install', constructs], packages.environmentOfScope('@keyplane'));
  const main = path.join(project, 'main.ts');
  await writeFile(main, withKeys(await readFile(main, 'utf8'), deployCli));
  log(`${command}: init, and npm install ${[...alsoNeeded, constructs].join(' ')}`);

  const { host, environment } = server;
  const deploying = {
    ...environment,
    KEYPLANE_PROVIDER_SOURCE: `${host}/keyplane/keyplane`,
  };
  const deploy = (...args: string[]) =>
    asUser(command, ['deploy', '--auto-approve', ...args], deploying);
  const keyplane = createKeyplane({
    endpoint: environment.KEYPLANE_ENDPOINT,
    credentials: {
      clientId: environment.KEYPLANE_CLIENT_ID,
      clientSecret: environment.KEYPLANE_CLIENT_SECRET,
    },
  });

  const first = await deploy(...OUTPUTS);
  assert.match(first, /Apply complete! Resources: 3 added, 0 changed, 0 destroyed\./);
  const { secret, account } = await outputsOf(project);
  const verified = await keyplane.verify({ secret, permissions: ['events.read'] });
  assert.equal(verified.code, 'valid');
  assert.equal(verified.owner?.id, account);
  log(`${command}: the first deploy creates a key that Keyplane accepts`);

  assert.match(await deploy(), /No changes\. Your infrastructure matches the configuration\./);
  assert.equal((await keyplane.verify({ secret })).code, 'valid');
  log(`${command}: the second deploy has no changes`);

  const destroyed = await asUser(command, ['destroy', '--auto-approve'], deploying);
  assert.match(destroyed, /Destroy complete! Resources: 3 destroyed\./);
  assert.equal((await keyplane.verify({ secret })).code, 'revoked');
  log(`${command}: destroy revokes the key`);
}

/** What `init` asks on a terminal. */
const INIT_ANSWERS = [
  '--template=typescript',
  '--local',
  '--project-name=keys',
  '--project-description=Keys',
  '--enable-crash-reporting=false',
];

const OUTPUTS_FILE = 'outputs.json';
const OUTPUTS = [`--outputs-file=${OUTPUTS_FILE}`, '--outputs-file-include-sensitive-outputs'];

async function outputsOf(project: string) {
  const text = await readFile(path.join(project, OUTPUTS_FILE), 'utf8');
  const { keys } = JSON.parse(text) as { keys: { secret: string; account: string } };
  return keys;
}

/** The program of the template, with a key where it asks for resources. */
function withKeys(template: string, { command, constructs }: DeployCli): string {
  const place = '// define resources here';
  assert.ok(template.includes(place), `The template of ${command} has no line "${place}".`);
  return [
    `import { TerraformOutput } from '${command}';`,
    `import { Expiry, KeyplaneProvider, Role, ServiceAccount } from '${constructs}';`,
    template.replace(place, KEYS),
  ].join('\n');
}

const KEYS = `
    new KeyplaneProvider(this, 'keyplane');
    const reader = new Role(this, 'reader', { permissions: ['events.read'] });
    const reporting = new ServiceAccount(this, 'reporting', { roles: [reader] });
    const nightly = reporting.addKey('nightly', { expires: Expiry.after('90d') });
    new TerraformOutput(this, 'account', { value: reporting.serviceAccountId });
    new TerraformOutput(this, 'secret', { value: nightly.secret, sensitive: true });
`;

/** A PATH with the command, its Node, terraform, and what every machine has. */
async function programs({ cli, command }: DeployCli, home: string): Promise<string> {
  const bin = path.join(home, 'bin');
  await mkdir(bin);
  await symlink((await ensureTerraform()).path, path.join(bin, 'terraform'));
  const installed = path.join(packageFromNpm(cli.name, cli.version), '.bin', command);
  await symlink(installed, path.join(bin, command));
  // The programs of this repository's packages are not there for users.
  const others = (process.env.PATH ?? '')
    .split(path.delimiter)
    .filter((folder) => !folder.includes('node_modules'));
  return [nodeFolder(NODE_VERSION), bin, ...others].join(path.delimiter);
}

/** How this machine reaches the registry of npm. */
function npmSettings(environment: NodeJS.ProcessEnv): Variables {
  const wanted =
    /^(?:npm_config_(?:registry|userconfig|globalconfig|cache)|https?_proxy|no_proxy|node_extra_ca_certs)$/i;
  return Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) =>
      value !== undefined && wanted.test(name) ? [[name, value]] : [],
    ),
  );
}
