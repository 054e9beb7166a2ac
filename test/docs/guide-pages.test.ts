import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type OutsideIssuer, startOutsideIssuer } from '../api/federation/support/outside-issuer';
import { codeBlocksOf, readPage } from './support/pages';
import { runScript, stepOf } from './support/page-scripts';

/** The block of a page that contains the text, as it is shown. */
function shown(page: string, text: string) {
  const found = codeBlocksOf(readPage(page)).find(({ code }) => code.includes(text));
  if (found === undefined) throw new Error(`${page} has no block with "${text}".`);
  return found;
}
const commands = (page: string, text: string) => stepOf(shown(page, text));
const hcl = (page: string, text: string) => shown(page, text).code;

/** A server, an installed provider, and the variables with the key of the owner. */
const READY = [
  'cd keyplane && serve',
  commands('docs/start/hcl.md', 'provider install'),
  commands('docs/start/hcl.md', 'export KEYPLANE_CLIENT_ID'),
].join('\n');

const START = hcl('docs/start/hcl.md', 'required_providers');
const VERSIONS = START.slice(0, START.indexOf('resource'));

const KEY = 'resource "keyplane_service_account_key"';
const KEY_OF_ACCOUNT = START.slice(START.indexOf(KEY));
const ACCOUNT = 'resource "keyplane_service_account" "dashboard" {\n  name = "dashboard"\n}\n';

/** Makes a folder with a configuration, and goes into it. The names of IDs are filled in by the shell. */
const project = (name: string, ...blocks: readonly string[]) => `
  mkdir -p "$HOME/${name}" && cd "$HOME/${name}"
  ln -sfn "$CHECKOUT/node_modules" node_modules
  cat >main.tf <<END
${[VERSIONS, ...blocks].join('\n').replaceAll('\\', '\\\\')}END
  terraform init`;

/** The ID of an object of another folder, by its address there. */
const ID_OF = `
  id() { terraform -chdir="$HOME/$1" state show "$2" | sed -n 's/^    id  *= "\\(.*\\)"$/\\1/p'; }`;

describe('the commands of the guides', () => {
  it('make a key pair for a recipient, who decrypts the secret', async () => {
    const page = 'docs/concepts/secret-delivery.md';
    const declared = hcl(page, 'recipient_pem').replace(
      /<<-EOT[\s\S]*?EOT/,
      'file("recipient-public.pem")',
    );
    const printed = await runScript(`${READY}
      ${project('partner', declared)}
      ${commands(page, 'openssl genpkey')}
      terraform apply
      ${commands(page, 'keyplane decrypt')}
      ${commands(page, 'compactDecrypt')}
      ${commands(page, 'decrypt.mts')}`);
    const [, secret] = /(kps_[0-9A-Za-z]{49})\s*\1\n?$/.exec(printed) ?? [];
    expect(secret).toBeDefined();
  }, 120_000);

  it('import what exists, without a change', async () => {
    const page = 'docs/guides/import-what-exists.md';
    const existing = hcl(page, 'expires_in         = "30d"');
    const imports = hcl(page, 'import {')
      .replace(/"sak_\w+"/, '"$(id existing keyplane_service_account_key.deploy)"')
      .replace(/"sa_\w+"/, '"$(id existing keyplane_service_account.ci)"');
    const printed = await runScript(`${ID_OF}
      ${READY}
      ${project('existing', existing)}
      terraform apply
      ${project('mine', hcl(page, 'state = "active"'))}
      ${commands(page, 'terraform apply')}
      ${project('mine', imports)}
      ${commands(page, '-generate-config-out')}
      mv generated.tf generated.txt
      cat >keys.tf <<'END'
${existing}END
      terraform plan
      terraform apply
      terraform plan -detailed-exitcode`);
    expect(printed).toMatch(/\+ keys += \{\s+\+ sak_\w+ = "deploy"/);
    expect(printed.match(/Plan: 2 to import, 0 to add, 0 to change, 0 to destroy/g)).toHaveLength(
      3,
    );
    expect(printed).toContain('2 imported, 0 added, 0 changed, 0 destroyed');
    expect(printed).toMatch(/No changes\.[\s\S]*$/);
  }, 120_000);

  it('refer to a role of another state, in a workspace of its own', async () => {
    const page = 'docs/guides/states-and-teams.md';
    const role =
      'resource "keyplane_role" "a" {\n  name = "event-reader"\n  permissions = ["events.read"]\n}\n';
    const printed = await runScript(`${READY}
      ${project('roles', role)}
      terraform apply
      ${project('dashboard', hcl(page, 'data "keyplane_role"'))}
      ${commands(page, 'workspace new')}
      ${commands(page, 'creations list')}`);
    expect(printed).toContain('Apply complete! Resources: 1 added');
    expect(printed).toMatch(/local:\/\/\S+\/dashboard\/\S+#staging/);
  }, 120_000);

  it('create another team, and manage it by an alias', async () => {
    const page = 'docs/guides/states-and-teams.md';
    const printed = await runScript(`${READY}
      operator() { node -p "require('./data/bootstrap.json').operator.$1"; }
      export OPERATOR_CLIENT_ID=$(operator client_id) OPERATOR_CLIENT_SECRET=$(operator client_secret)
      founded=$(${commands(page, '/v1/teams').trim()})
      given() { node -p "JSON.parse(process.argv[1]).application_key.$1" "$founded"; }
      ${commands(page, 'TF_VAR_europe')
        .replace('kpi_…', `'"$(given client_id)"'`)
        .replace('kpa_…', `'"$(given secret)"'`)}
      ${project('europe', hcl(page, 'alias         = "europe"'), 'data "keyplane_whoami" "other" {\n  provider = keyplane.europe\n}\noutput "team" {\n  value = data.keyplane_whoami.other.team_name\n}\n')}
      terraform apply`);
    expect(printed).toContain('Apply complete! Resources: 1 added');
    expect(printed).toContain('team = "Europe"');
  }, 120_000);

  it('remove something that is used, for one run', async () => {
    const page = 'docs/guides/protect-what-is-used.md';
    const provider = hcl(page, 'provider "keyplane"');
    const printed = await runScript(`${ID_OF}
      ${READY}
      ${project('used', provider, START.slice(VERSIONS.length))}
      terraform apply
      ${commands('docs/start/hcl.md', '/v1/keys/verify')}
      ${project('used', provider, START.slice(VERSIONS.length, START.indexOf(KEY)))}
      if terraform plan; then exit 1; fi
      echo "refused to remove it"
      ${commands(page, 'KEYPLANE_PROTECT_EXCEPT').replace(/sak_\w+/, '$(id used keyplane_service_account_key.dashboard)')}`);
    expect(printed).toContain('{"valid":true');
    expect(printed).toContain('refused to remove it');
    expect(printed).toContain('Apply complete! Resources: 0 added, 0 changed, 1 destroyed');
  }, 120_000);
});

describe('the commands of a pipeline without a stored key', () => {
  const page = 'docs/guides/ci-without-a-key.md';
  const SUBJECT = 'system:serviceaccount:ci:keyplane';
  const URL_OF_KEYPLANE = 'https://keys.example.com';
  let folder: string;
  let issuer: OutsideIssuer;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'keyplane-runner-'));
    issuer = await startOutsideIssuer(() => new Date());
    await writeFile(path.join(folder, 'issuer.pem'), issuer.certificate);
    const claims = { aud: URL_OF_KEYPLANE, sub: SUBJECT };
    await writeFile(path.join(folder, 'token'), await issuer.sign(claims));
  });
  afterAll(async () => {
    await issuer.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('apply with nothing but the token of the runner', async () => {
    const trusted = hcl(page, 'https://oidc.example.com/cluster').replace(
      'https://oidc.example.com/cluster',
      issuer.url,
    );
    const runner = commands(page, 'KEYPLANE_OIDC_TOKEN_FILE')
      .replace(/KEYPLANE_ENDPOINT=\S+/, 'KEYPLANE_ENDPOINT=$KEYPLANE_ENDPOINT')
      .replace(/sa_\w+/, '$(id trust keyplane_service_account.pipeline)')
      .replace(/KEYPLANE_OIDC_TOKEN_FILE=\S+/, `KEYPLANE_OIDC_TOKEN_FILE=${folder}/token`);
    const printed = await runScript(`${ID_OF}
      export KEYPLANE_ISSUER=${URL_OF_KEYPLANE}
      export KEYPLANE_FEDERATION_CA_FILE=${folder}/issuer.pem
      export KEYPLANE_FEDERATION_PRIVATE_RANGES=127.0.0.0/8,::1/128
      ${READY}
      ${project('trust', hcl(page, 'resource "keyplane_role" "pipeline"'), trusted)}
      terraform apply
      ${project('by-pipeline', ACCOUNT, KEY_OF_ACCOUNT)}
      unset KEYPLANE_CLIENT_ID KEYPLANE_CLIENT_SECRET
      ${runner}
      terraform plan -detailed-exitcode`);
    expect(printed).toContain('service_account_id = "sa_');
    expect(printed).toContain('Apply complete! Resources: 2 added');
    expect(printed).toMatch(/No changes\.[\s\S]*$/);
  }, 120_000);
});
