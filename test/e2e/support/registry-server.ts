import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { buildProvider } from '../../../provider/build-provider';
import { PROVIDER_VERSION } from '../../../provider/version';
import { createReleaseSigner } from '../../../scripts/release/release-signer';
import { buildKeyplane } from '../../api/cli/support/keyplane-process';
import { freePort } from '../../support/free-port';
import { writeRelease } from '../../support/provider-release';
import { createTestAuthority } from '../../support/test-authority';

export interface RegistryServer {
  /** `localhost:<port>` */
  readonly host: string;
  /** What a program needs to trust the server. */
  readonly trust: Readonly<Record<string, string>>;
  /** The address of the server and the key of its owner. */
  readonly owner: Readonly<Record<string, string>>;
  remove(): Promise<void>;
}

/** `keyplane serve` with TLS, as the registry of the provider of this repository. */
export async function startRegistryServer(
  folder: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<RegistryServer> {
  const authority = createTestAuthority();
  const { certificate, privateKey } = authority.issue('localhost');
  const at = (name: string) => path.join(folder, name);
  await writeFile(at('authority.pem'), authority.certificate);
  await writeFile(at('tls.crt'), certificate);
  await writeFile(at('tls.key'), privateKey);
  const executable = await readFile(await buildProvider(at('dist')));
  const arch = process.arch === 'x64' ? 'amd64' : process.arch;
  const build = { os: process.platform, arch, executable } as Parameters<typeof writeRelease>[2][0];
  const signer = await createReleaseSigner(undefined, new Date());
  await writeRelease(at('release'), PROVIDER_VERSION, [build], signer);

  const keyplane = buildKeyplane();
  const host = `localhost:${await freePort()}`;
  const server = await keyplane.start(['serve'], {
    environment: {
      KEYPLANE_PORT: new URL(`https://${host}`).port,
      KEYPLANE_ISSUER: `https://${host}`,
      KEYPLANE_TLS_CERT_FILE: at('tls.crt'),
      KEYPLANE_TLS_KEY_FILE: at('tls.key'),
      KEYPLANE_REGISTRY_DIR: at('release'),
      ...environment,
    },
  });
  await server.url();
  const file = path.join(server.folder, 'data', 'bootstrap.json');
  const { owner } = JSON.parse(await readFile(file, 'utf8')) as {
    owner: { client_id: string; client_secret: string };
  };
  return {
    host,
    trust: { SSL_CERT_FILE: at('authority.pem') },
    owner: {
      KEYPLANE_ENDPOINT: `https://${host}`,
      KEYPLANE_CLIENT_ID: owner.client_id,
      KEYPLANE_CLIENT_SECRET: owner.client_secret,
    },
    remove: () => keyplane.remove(),
  };
}
