import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { buildKeyplane } from '../api/cli/support/keyplane-process';
import { eventually } from '../support/eventually';
import type { TestAuthority } from '../support/test-authority';

const CHECKED_MS = 120_000;

/** The source address of the provider, without the host. */
export const SOURCE_PATH = 'keyplane/keyplane';

export interface Registry {
  /** `localhost:<port>` */
  readonly host: string;
  /** What terraform and the provider need to trust the server and to use it as the owner. */
  readonly environment: Readonly<
    Record<
      'SSL_CERT_FILE' | 'KEYPLANE_ENDPOINT' | 'KEYPLANE_CLIENT_ID' | 'KEYPLANE_CLIENT_SECRET',
      string
    >
  >;
}

export interface StartRegistryOptions {
  readonly keyplane: ReturnType<typeof buildKeyplane>;
  readonly authority: TestAuthority;
  /** The folder of all versions. */
  readonly releases: string;
  /** For the certificate. */
  readonly root: string;
  /** More variables of the server. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** `keyplane serve` over TLS with an empty database, as the registry of these releases. */
export async function startRegistry(options: StartRegistryOptions): Promise<Registry> {
  const { keyplane, authority, releases, root, environment } = options;
  const inRoot = (name: string) => path.join(root, name);
  const pair = authority.issue('localhost');
  await writeFile(inRoot('authority.pem'), authority.certificate);
  await writeFile(inRoot('tls.crt'), pair.certificate);
  await writeFile(inRoot('tls.key'), pair.privateKey);
  const server = await keyplane.start(['serve'], {
    environment: {
      KEYPLANE_TLS_CERT_FILE: inRoot('tls.crt'),
      KEYPLANE_TLS_KEY_FILE: inRoot('tls.key'),
      KEYPLANE_REGISTRY_DIR: releases,
      ...environment,
    },
  });
  const host = `localhost:${new URL(await server.url()).port}`;
  // The server reads every archive first.
  await eventually(
    () =>
      assert.ok(
        server.lines().some(({ msg }) => msg === 'release offered'),
        'No release is offered.',
      ),
    { withinMs: CHECKED_MS },
  );
  const file = path.join(server.folder, 'data', 'bootstrap.json');
  const { owner } = JSON.parse(await readFile(file, 'utf8')) as {
    owner: { client_id: string; client_secret: string };
  };
  return {
    host,
    environment: {
      SSL_CERT_FILE: inRoot('authority.pem'),
      KEYPLANE_ENDPOINT: `https://${host}`,
      KEYPLANE_CLIENT_ID: owner.client_id,
      KEYPLANE_CLIENT_SECRET: owner.client_secret,
    },
  };
}
