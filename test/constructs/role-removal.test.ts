import { Role, ServiceAccount } from '@keyplane/cdktf';
import { Testing } from 'cdktf';
import { createTestApi } from '../support/api';
import { createServedWorkspace } from './support/served-workspace';
import { createStack } from './support/synthesis';

function synthesized({ withRole }: { withRole: boolean }): Readonly<Record<string, string>> {
  const stack = createStack();
  const account = new ServiceAccount(stack, 'ci');
  if (withRole) account.grantRole(new Role(stack, 'reader', { permissions: ['reports.read'] }));
  return { 'cdk.tf.json': Testing.synth(stack) };
}

test('one apply removes a role from its accounts and deletes it', async () => {
  const api = await createTestApi();
  const workspace = await createServedWorkspace(api);
  try {
    await workspace.write(synthesized({ withRole: true }));
    await workspace.init();
    await workspace.apply();
    await workspace.write(synthesized({ withRole: false }));
    const { stdout } = await workspace.apply();
    expect(stdout).toContain('0 added, 1 changed, 1 destroyed');
  } finally {
    await workspace.cleanup();
    await api.close();
  }
});
