import { createFederationApi, type FederationApi } from '../api/federation/support/federation-api';
import { shownTime, type ServedForReattach } from '../../provider/terraform-plugin';
import {
  createTerraformWorkspace,
  type ShownChange,
  type TerraformWorkspace,
} from '../support/terraform';
import { providerBlock, serveKeyplaneProvider } from './support/keyplane-workspace';
import { drawPublicJwk, type Importable, makeOneOfEach, TERMS } from './support/one-of-each';

/** The attributes that a declaration needs for Terraform to start the import. */
const REQUIRED: Readonly<Record<string, string>> = {
  keyplane_group: 'name = "x"',
  keyplane_member: 'email = "x@example.com"\nname = "x"\nteam_role = "user"',
  keyplane_role: 'name = "x"\npermissions = []',
  keyplane_service_account_key: 'service_account_id = "sa_1"\nname = "x"\nexpires_in = "1d"',
  keyplane_service_key: 'name = "xx"',
  keyplane_wallet: 'name = "x"\ncurrency = "EUR"',
};

describe('the import of objects that were created without Terraform', () => {
  let api: FederationApi;
  let served: ServedForReattach;
  let everything: readonly Importable[];
  let workspace: TerraformWorkspace;

  beforeAll(async () => {
    api = await createFederationApi();
    served = await serveKeyplaneProvider();
    everything = await makeOneOfEach(api);
  });
  afterAll(async () => {
    await served.close();
    await api.close();
  });
  beforeEach(async () => {
    workspace = await createTerraformWorkspace({
      files: { 'provider.tf': providerBlock(api) },
      env: { TF_REATTACH_PROVIDERS: served.environment },
    });
    await workspace.init();
  });
  afterEach(() => workspace.cleanup());

  const block = ({ address, id }: Importable) => `import {\n  to = ${address}\n  id = "${id}"\n}\n`;
  const blocks = () => everything.map(block).join('');
  const declarations = () => everything.map(({ hcl }) => hcl).join('');
  const summary = (toChange: number) =>
    `Plan: ${everything.length} to import, 0 to add, ${toChange} to change, 0 to destroy.`;

  async function changes(planFile: string): Promise<readonly ShownChange[]> {
    const { resource_changes: all = [] } = await workspace.show(planFile);
    return all.filter(({ change }) => change.actions.join() !== 'no-op');
  }
  /** The attributes that each change is about, by address. */
  async function changed(planFile: string): Promise<Readonly<Record<string, readonly string[]>>> {
    return Object.fromEntries(
      (await changes(planFile)).map(({ address, change }) => {
        expect(change.actions).toEqual(['update']);
        const { before, after } = change as Record<'before' | 'after', Record<string, unknown>>;
        const names = new Set([...Object.keys(before), ...Object.keys(after)]);
        const differing = [...names].filter(
          (name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]),
        );
        return [address, differing.sort()];
      }),
    );
  }
  const whatCannotBeKnown = () =>
    Object.fromEntries(
      everything
        .filter(({ unknowable }) => unknowable !== undefined)
        .map(({ address, unknowable }) => [address, [unknowable]]),
    );
  async function expectNothingLeft() {
    const run = await workspace.plan({ detailedExitCode: true });
    expect(run.stdout).toContain('No changes.');
    expect(run.exitCode).toBe(0);
  }

  test('works with a configuration that terraform generates, without an edit or a change', async () => {
    await workspace.write({ 'import.tf': blocks() });
    const generating = await workspace.plan({ out: 'generating' }, '-generate-config-out=made.tf');
    expect(generating.stdout).toContain(summary(0));
    expect(await changes('generating')).toEqual([]);

    const planned = await workspace.plan({ out: 'generated' });
    expect(planned.stdout).toContain(summary(0));
    await workspace.apply('generated');
    await expectNothingLeft();
    await workspace.write({ 'import.tf': '' });
    await expectNothingLeft();
  });

  test('works with import blocks and a handwritten configuration, and changes only what Keyplane does not know', async () => {
    await workspace.write({ 'import.tf': blocks(), 'main.tf': declarations() });
    const planned = await workspace.plan({ out: 'plan' });
    expect(planned.stdout).toContain(summary(Object.keys(whatCannotBeKnown()).length));
    expect(await changed('plan')).toEqual(whatCannotBeKnown());
    await workspace.apply('plan');
    await expectNothingLeft();
  });

  test('works with `terraform import` one by one, and changes only what Keyplane does not know', async () => {
    await workspace.write({ 'main.tf': declarations() });
    for (const { address, id } of everything) await workspace.import(address, id);
    await workspace.plan({ out: 'plan' });
    expect(await changed('plan')).toEqual(whatCannotBeKnown());
    await workspace.apply('plan');
    await expectNothingLeft();
  });

  test.each([
    ['plain', 'secret_delivery = "plain"'],
    ['by claim', 'secret_delivery = "claim"'],
    ['encrypted', `recipient_jwk = jsonencode(${JSON.stringify(drawPublicJwk())})`],
    ['without one', `public_jwk = jsonencode(${JSON.stringify(drawPublicJwk())})`],
  ])('never replaces a key because its secret is not known: %s', async (_delivery, lines) => {
    const { stdout, all } = await planImport(keysOfEachDelivery(), (key) =>
      withLines(withoutDelivery(key), lines),
    );
    expect(stdout).toMatch(/Plan: 5 to import, 0 to add, \d to change, 0 to destroy\./);
    for (const { change } of all) {
      expect(['no-op', 'update']).toContain(change.actions.join('+'));
      expect(change.after).toMatchObject({ id: (change.before as { id: string }).id });
    }
  });

  test('does not rotate a key whose rotation is declared with the import', async () => {
    const rotation = 'rotation = { every = "2h", overlap = "1h", when_changed = { who = "me" } }';
    const { stdout, all } = await planImport(keysOfEachDelivery(), ({ hcl }) =>
      withLines(hcl, rotation),
    );
    expect(stdout).toContain('Plan: 5 to import, 0 to add, 5 to change, 0 to destroy.');
    for (const { change } of all) {
      const { before, after } = change as Record<'before' | 'after', { secret_version: number }>;
      expect(after.secret_version).toBe(before.secret_version);
    }
  });

  function keysOfEachDelivery(): readonly Importable[] {
    const names = ['timed', 'rotated', 'signing', 'encrypted', 'claimed'];
    const addresses = names.map((name) => `keyplane_service_account_key.${name}`);
    return everything.filter(({ address }) => addresses.includes(address));
  }
  async function planImport(
    these: readonly Importable[],
    declared: (importable: Importable) => string,
  ) {
    await workspace.write({
      'import.tf': these.map(block).join(''),
      'main.tf': these.map(declared).join(''),
    });
    const { stdout } = await workspace.plan({ out: 'plan' });
    const { resource_changes: all = [] } = await workspace.show('plan');
    expect(all).toHaveLength(these.length);
    return { stdout, all };
  }
  const withLines = (hcl: string, lines: string) => hcl.replace(/}\s*$/, `${lines}\n}\n`);
  const withoutDelivery = ({ hcl }: Importable) =>
    hcl
      .split('\n')
      .filter((line) => !/^(public_jwk|recipient_jwk|secret_delivery|claimant_id) =/.test(line))
      .join('\n');

  /** The output of terraform, on one line. */
  async function refused(address: string, id: string): Promise<string> {
    const [type, name] = address.split('.');
    await workspace.write({
      'main.tf': `resource "${type}" "${name}" {\n${REQUIRED[type ?? '']}\n}\n`,
    });
    const { exitCode, stderr } = await workspace.run('import', address, id);
    expect(exitCode).toBe(1);
    return stderr.replaceAll(/[\s│╷╵]+/g, ' ');
  }
  const idOf = (address: string) =>
    everything.find((importable) => importable.address === address)?.id ?? '';

  test('refuses a revoked key, and says who revoked it, when and why', async () => {
    const owner = api.as(api.team.owner);
    const body = {
      service_account_id: idOf('keyplane_service_account.ci'),
      name: 'x',
      expires_in: '30d',
    };
    const key = (await owner.post('/v1/service-account-keys').send(body).expect(201)).body;
    await owner.delete(`/v1/service-account-keys/${key.id}?reason=leaked`).expect(204);
    const { revocation } = (await owner.get(`/v1/service-account-keys/${key.id}`).expect(200)).body;
    const said = await refused('keyplane_service_account_key.x', key.id);
    expect(said).toContain(`The service account key ${key.id} can no longer be imported`);
    expect(said).toContain(
      `${api.team.owner.memberId} revoked ${key.id} at ${shownTime(revocation.revoked_at)}, saying: leaked.`,
    );
    expect(said).toContain('Remove the import. The next apply then creates a new one');
    expect(said).not.toContain('non-existent remote object');
  });

  test('refuses a member who left, and says when they left', async () => {
    const owner = api.as(api.team.owner);
    const grace = { email: 'grace@example.com', name: 'Grace', team_role: 'user' };
    const { id } = (await owner.post('/v1/members').send(grace).expect(201)).body;
    await owner.delete(`/v1/members/${id}`).expect(204);
    const said = await refused('keyplane_member.grace', id);
    expect(said).toMatch(/mem_\w+ left the team, or was removed from it, at \S+Z\./);
    expect(await refused('keyplane_member.grace', grace.email)).toContain(
      'Keyplane lists no member under "grace@example.com"',
    );
  });

  test('refuses a revoked service key, and says who revoked it', async () => {
    const owner = api.as(api.team.owner);
    const body = { name: 'gone', accept_terms: TERMS };
    const { id } = (await owner.post('/v1/service-keys').send(body).expect(201)).body;
    await owner.delete(`/v1/service-keys/${id}`).expect(204);
    const said = await refused('keyplane_service_key.gone', id);
    expect(said).toContain(`${api.team.owner.memberId} revoked ${id} and all its tokens at`);
  });

  test('refuses an unknown ID, and says what the credentials can see', async () => {
    const said = await refused('keyplane_role.x', 'role_01k9t3x0v6m8q2w4e5r7y9z1ab');
    expect(said).toContain('There is no role role_01k9t3x0v6m8q2w4e5r7y9z1ab to import');
    expect(said).toContain(
      `credentials belong to Owner of default in the team default (${api.team.id})`,
    );
    expect(said).toContain('`keyplane_roles`');
  });

  test('refuses an object of another team like an unknown ID', async () => {
    const { owner } = await api.foundTeam('another');
    const role = await api
      .as(owner)
      .post('/v1/roles')
      .send({ name: 'r', permissions: [] })
      .expect(201);
    const said = await refused('keyplane_role.x', role.body.id);
    expect(said).toContain(`There is no role ${role.body.id} to import`);
    expect(said).toContain('Check that the ID is complete and belongs to this team');
  });

  test.each([
    [
      'of another kind',
      'keyplane_service_account_key.x',
      'sa_01k9',
      '"sa_01k9" is the ID of a service account, not of a service account key',
    ],
    ['of no kind', 'keyplane_wallet.x', 'calls', '"calls" is not the ID of a wallet'],
    ['with a slash', 'keyplane_group.x', 'grp_1/../2', '"grp_1/../2" is not the ID of a group'],
  ])(
    'refuses an ID %s before any request, and shows the form of an ID',
    async (_what, address, id, sentence) => {
      const said = await refused(address, id);
      expect(said).toContain(sentence);
      expect(said).toMatch(
        /Give the ID of the [a-z ]+, which begins with `\w+_`.* The data source `keyplane_\w+s` lists them/,
      );
    },
  );

  test('refuses a secret instead of an ID as leaked, and does not show it', async () => {
    const secret = `kps_${'a'.repeat(49)}`;
    const said = await refused('keyplane_service_account_key.x', secret);
    expect(said).toContain('A secret is not an import ID');
    expect(said).toContain('Rotate or revoke its key');
    expect(said).not.toContain(secret);
  });

  test.each([
    ['a key by its client ID', 'keyplane_service_account_key.timed', 'service-account-keys'],
    ['a token by its client ID', 'keyplane_service_key_token.shared', 'service-key-tokens'],
    ['an application key by its client ID', 'keyplane_application_key.laptop', 'application-keys'],
  ])('%s', async (_what, address, collection) => {
    const { body } = await api.as(api.team.owner).get(`/v1/${collection}/${idOf(address)}`);
    await importAs(address, body.client_id);
  });

  test('finds a member by the email address, and the free service key as `free`', async () => {
    await importAs('keyplane_member.ada', 'ADA@example.com');
    await importAs('keyplane_service_key.free', 'free');
  });

  async function importAs(address: string, name: string): Promise<void> {
    await workspace.write({ 'main.tf': declarations() });
    await workspace.import(address, name);
    const { values } = await workspace.show();
    const found = values?.root_module.resources?.find((resource) => resource.address === address);
    expect(found?.values.id).toBe(idOf(address));
  }
});
