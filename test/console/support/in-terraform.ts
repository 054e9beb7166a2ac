import { providerBlock, serveKeyplaneProvider } from '../../e2e/support/keyplane-workspace';
import type { TestApi } from '../../support/api';
import { createTerraformWorkspace, type TerraformWorkspace } from '../../support/terraform';

/** Stock terraform in a folder with these files, with the credentials of the team's owner. */
export async function inTerraform<T>(
  api: TestApi,
  files: Readonly<Record<string, string>>,
  work: (workspace: TerraformWorkspace) => Promise<T>,
): Promise<T> {
  const served = await serveKeyplaneProvider({ now: () => api.clock.now() });
  const workspace = await createTerraformWorkspace({
    files: { 'provider.tf': providerBlock(api), ...files },
    env: { TF_REATTACH_PROVIDERS: served.environment },
  });
  try {
    await workspace.init();
    return await work(workspace);
  } finally {
    await workspace.cleanup();
    await served.close();
  }
}

/** One file for each piece of code. */
export const filesOf = (pieces: readonly string[], ending: string) =>
  Object.fromEntries(pieces.map((piece, at) => [`object-${at}.${ending}`, piece]));
