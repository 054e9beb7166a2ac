import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { buildProvider } from '../../../provider/build-provider';
import { PROVIDER_VERSION } from '../../../provider/version';
import { createReleaseSigner } from '../../../scripts/release/release-signer';
import { buildKeyplane } from '../../api/cli/support/keyplane-process';
import { type Registry, startRegistry } from '../../registry/start-registry';
import { freePort } from '../../support/free-port';
import { type TestBuild, writeRelease } from '../../support/provider-release';
import { createTestAuthority } from '../../support/test-authority';

export interface RegistryServer extends Registry {
  remove(): Promise<void>;
}

/**
 * A registry of the provider of this repository, for this platform. Its URL is the issuer of the
 * server, and so the audience of OIDC tokens.
 */
export async function startRegistryServer(
  root: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<RegistryServer> {
  const releases = path.join(root, 'release');
  const build = {
    os: process.platform,
    arch: process.arch === 'x64' ? 'amd64' : process.arch,
    executable: await readFile(await buildProvider(path.join(root, 'dist'))),
  } as TestBuild;
  const signer = await createReleaseSigner(undefined, new Date());
  await writeRelease(releases, PROVIDER_VERSION, [build], signer);
  const keyplane = buildKeyplane();
  const port = String(await freePort());
  const registry = await startRegistry({
    keyplane,
    authority: createTestAuthority(),
    releases,
    root,
    environment: {
      KEYPLANE_PORT: port,
      KEYPLANE_ISSUER: `https://localhost:${port}`,
      ...environment,
    },
  });
  return { ...registry, remove: () => keyplane.remove() };
}
