import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { serveForReattach, type ServedForReattach } from '../../../../provider/terraform-plugin';
import { createNoteProvider, type NoteProvider } from './support/note-provider-server';
import { createTerraformWorkspace, type TerraformWorkspace } from './support/terraform-workspace';
import { waitFor } from './support/wait-for';

const requirement = `
  terraform {
    required_providers {
      keyplane = { source = "keyplane.local/keyplane/keyplane" }
    }
  }
`;

const manyKinds = `
  resource "terraform_data" "other" {}

  resource "keyplane_note" "this" {
    text   = "\${terraform_data.other.id}-text"
    amount = 123456789012345678901234567890
    tags   = ["b", "a"]
    labels = { constructor = "x", tenth = 0.1 }
    author = { name = "Ada", age = 36.5 }
    secret = "never stored"
  }

  output "joined" {
    value = provider::keyplane::join_words("-", "a", "b")
  }
`;

describe('a provider served to a reattaching terraform', () => {
  let provider: NoteProvider;
  let served: ServedForReattach;
  let terraform: TerraformWorkspace;

  beforeEach(async () => {
    provider = createNoteProvider();
    served = await serveForReattach(provider, { address: 'keyplane.local/keyplane/keyplane' });
    terraform = await createTerraformWorkspace({ TF_REATTACH_PROVIDERS: served.environment });
  });

  afterEach(async () => {
    await served.close();
    await terraform.remove();
  });

  async function configure(hcl: string): Promise<void> {
    await terraform.write('main.tf', requirement + hcl);
    const init = await terraform.run('init');
    expect(init).toMatchObject({ exitCode: 0 });
  }

  it('is applied, planned without a change and destroyed, with values of every kind', async () => {
    await configure(manyKinds);
    const apply = await terraform.run('apply', '-auto-approve');
    expect(apply.output).toContain('2 added, 0 changed, 0 destroyed');
    expect(apply.output).toContain('joined = "a-b"');

    const state = await readFile(join(terraform.folder, 'terraform.tfstate'), 'utf8');
    expect(state).toContain('"amount": 123456789012345678901234567890');
    expect(state).not.toContain('never stored');

    const plan = await terraform.run('plan', '-detailed-exitcode');
    expect(plan).toMatchObject({ exitCode: 0, output: expect.stringContaining('No changes') });

    const destroy = await terraform.run('destroy', '-auto-approve');
    expect(destroy.output).toContain('2 destroyed');
  });

  it('is replaced if the provider asks for it', async () => {
    await configure('resource "keyplane_note" "this" {\n text = "same"\n amount = 1\n }');
    await terraform.run('apply', '-auto-approve');
    await configure('resource "keyplane_note" "this" {\n text = "same"\n amount = 2.5\n }');
    const { output } = await terraform.run('plan');
    expect(output).toMatch(/amount += 1 -> 2.5 # forces replacement/);
  });

  it('imports a resource by its id', async () => {
    await configure('resource "keyplane_note" "this" { text = "imported" }');
    const imported = await terraform.run('import', 'keyplane_note.this', 'note-7');
    expect(imported.output).toContain('Import successful');
  });

  it('shows a diagnostic at the source line of its attribute', async () => {
    await configure('resource "keyplane_note" "this" {\n text = "forbidden"\n }');
    const { exitCode, output } = await terraform.run('validate');
    expect(exitCode).toBe(1);
    expect(output).toContain('Forbidden text');
    expect(output).toContain('text = "forbidden"');
  });

  it('shows a thrown error as a diagnostic without a stack and keeps nothing in the state', async () => {
    await configure('resource "keyplane_note" "this" { text = "explode" }');
    const { exitCode, output } = await terraform.run('apply', '-auto-approve');
    expect(exitCode).toBe(1);
    expect(output).toContain('The provider failed in ApplyResourceChange');
    expect(output).toContain('it blew up');
    expect(output).not.toContain('.ts:');
    expect((await terraform.run('state', 'list')).output).toBe('');
  });

  it('is told to stop by an interrupt of terraform', async () => {
    await configure('resource "keyplane_note" "this" { text = "wait" }');
    const { process, ended } = terraform.start('apply', '-auto-approve');
    await waitFor(() => provider.events.includes('waiting'));
    process.kill('SIGINT');
    await ended;
    expect(provider.events).toContain('aborted');
  });

  it('begins with a new provider server at each further configuration', async () => {
    await served.close();
    const created: NoteProvider[] = [];
    served = await serveForReattach(
      () => {
        const next = createNoteProvider();
        created.push(next);
        return next;
      },
      { address: 'keyplane.local/keyplane/keyplane' },
    );
    await terraform.remove();
    terraform = await createTerraformWorkspace({ TF_REATTACH_PROVIDERS: served.environment });
    await configure('resource "keyplane_note" "this" { text = "same" }');
    await terraform.run('plan');
    await terraform.run('plan');
    expect(created.map(({ events: [first] }) => first)).toEqual(['configure', 'configure']);
    expect(created[0]?.events).toContain('closed');
  });
});
