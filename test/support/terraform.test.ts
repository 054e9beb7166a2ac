import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { eventually } from './eventually';
import { createTerraformWorkspace, TerraformFailure } from './terraform';
import type { TerraformWorkspace, TerraformWorkspaceOptions } from './terraform';

let onTestEnd: (() => Promise<void>)[] = [];

const createWorkspace = async (options: TerraformWorkspaceOptions): Promise<TerraformWorkspace> => {
  const workspace = await createTerraformWorkspace(options);
  onTestEnd.push(workspace.cleanup);
  return workspace;
};

afterEach(async () => {
  await Promise.all(onTestEnd.map((end) => end()));
  onTestEnd = [];
});

const REMEMBER = `
variable "remembered" { default = "first" }
resource "terraform_data" "note" { input = var.remembered }
output "note" { value = terraform_data.note.output }
`;

test('a configuration goes through init, validate, plan, apply, show and destroy', async () => {
  const workspace = await createWorkspace({ files: { 'main.tf': REMEMBER } });
  await workspace.init();
  await workspace.validate();
  expect(await workspace.plan({ detailedExitCode: true })).toMatchObject({ exitCode: 2 });
  await workspace.plan({ out: 'saved.plan' });
  expect((await workspace.show('saved.plan')).resource_changes).toMatchObject([
    { address: 'terraform_data.note', change: { actions: ['create'] } },
  ]);
  await workspace.apply('saved.plan');
  expect(await workspace.plan({ detailedExitCode: true })).toMatchObject({ exitCode: 0 });
  expect((await workspace.show()).values).toMatchObject({
    outputs: { note: { value: 'first' } },
    root_module: { resources: [{ address: 'terraform_data.note', values: { input: 'first' } }] },
  });
  await workspace.destroy();
  expect((await workspace.show()).values).toBeUndefined();
});

test('files and environment may change between runs', async () => {
  const workspace = await createWorkspace({
    files: { 'main.tf': REMEMBER },
    env: { TF_VAR_remembered: 'of the environment' },
  });
  await workspace.init();
  await workspace.apply();
  expect((await workspace.show()).values?.outputs).toMatchObject({
    note: { value: 'of the environment' },
  });
  workspace.env.TF_VAR_remembered = 'changed';
  await workspace.write({ 'more/unused.txt': '', 'more.tf': 'output "more" { value = 1 }' });
  await workspace.apply();
  expect((await workspace.show()).values?.outputs).toMatchObject({
    note: { value: 'changed' },
    more: { value: 1 },
  });
});

test('an imported resource is in the state', async () => {
  const workspace = await createWorkspace({
    files: { 'main.tf': 'resource "terraform_data" "old" {}' },
  });
  await workspace.init();
  await workspace.import('terraform_data.old', 'some-id');
  expect((await workspace.show()).values?.root_module.resources).toMatchObject([
    { address: 'terraform_data.old', values: { id: 'some-id' } },
  ]);
});

test('a failure contains the output of terraform without colors, and run returns it', async () => {
  const workspace = await createWorkspace({
    files: { 'main.tf': 'output "x" { value = nope.x }' },
  });
  await workspace.init();
  const failure: unknown = await workspace.plan().catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(TerraformFailure);
  expect(failure).toMatchObject({
    message: expect.stringContaining('terraform plan ended with 1'),
  });
  const { exitCode, stderr } = await workspace.run('plan');
  expect(exitCode).toBe(1);
  expect(stderr).toContain('Error: Reference to undeclared resource');
  expect(stderr).not.toContain('\u001b');
});

test('settings of the person who runs the tests do not reach terraform', async () => {
  const inherited = { TF_VAR_remembered: 'inherited', KEYPLANE_CLIENT_ID: 'mine' };
  Object.assign(process.env, inherited);
  try {
    const workspace = await createWorkspace({
      files: {
        'main.tf': `${REMEMBER}
          resource "terraform_data" "environment" {
            provisioner "local-exec" { command = "env > seen.txt" }
          }`,
      },
    });
    await workspace.init();
    await workspace.apply();
    expect((await workspace.show()).values?.outputs).toMatchObject({ note: { value: 'first' } });
    const seen = await readFile(path.join(workspace.folder, 'seen.txt'), 'utf8');
    expect(seen).toContain('CHECKPOINT_DISABLE=1');
    expect(seen).not.toContain('KEYPLANE_CLIENT_ID');
  } finally {
    for (const name of Object.keys(inherited)) delete process.env[name];
  }
});

test('init finds a provider in the implied mirror of the workspace’s own home', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'keyplane-provider-'));
  onTestEnd.push(() => rm(folder, { recursive: true }));
  const executable = path.join(folder, 'provider');
  await writeFile(executable, '#!/bin/sh\nexit 1\n', { mode: 0o755 });
  const source = 'keyplane.local/keyplane/keyplane';
  const workspace = await createWorkspace({
    files: {
      'main.tf': `
        terraform {
          required_providers {
            keyplane = { source = "${source}" }
          }
        }`,
    },
    provider: { executable, source, version: '1.2.3' },
  });
  expect((await workspace.init()).stdout).toContain(`Installed ${source} v1.2.3`);
});

// Ends with the terraform that started it.
const HANG = `
resource "terraform_data" "hang" {
  provisioner "local-exec" { command = "touch started; while kill -0 $PPID; do sleep 0.1; done" }
}`;

test.each([
  ['SIGINT', 1],
  ['SIGKILL', null],
] as const)('a run may be ended in the middle by %s', async (signal, exitCode) => {
  const workspace = await createWorkspace({ files: { 'main.tf': HANG } });
  await workspace.init();
  const { child, finished } = workspace.start('apply', '-auto-approve');
  await eventually(() => expect(existsSync(path.join(workspace.folder, 'started'))).toBe(true));
  child.kill(signal);
  expect((await finished).exitCode).toBe(exitCode);
});

test('cleanup ends what still runs and leaves no folder', async () => {
  const workspace = await createWorkspace({ files: { 'main.tf': HANG } });
  await workspace.init();
  const { finished } = workspace.start('apply', '-auto-approve');
  await eventually(() => expect(existsSync(path.join(workspace.folder, 'started'))).toBe(true));
  await workspace.cleanup();
  expect((await finished).exitCode).toBeNull();
  expect(existsSync(workspace.folder)).toBe(false);
});
