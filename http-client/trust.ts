import { X509Certificate } from 'node:crypto';
import { type Dirent, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { createSecureContext, rootCertificates, type SecureContext } from 'node:tls';
import type { Environment } from './route';

/** The authorities that may have signed the certificate of a server. */
export interface Trust {
  /** Undefined if Node's own authorities count, which `NODE_EXTRA_CA_CERTS` extends. */
  readonly context?: SecureContext;
  /** What is wrong with the files that the environment names, in sentences for a user. */
  readonly faults: readonly string[];
}

const NAME_A_FILE = 'Name a PEM file that this user can read, or unset the variable.';
const NAME_A_FOLDER = 'Name a folder that this user can read, or unset the variable.';

/** The files that Go looks for on Linux, in its order. */
const SYSTEM_FILES = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/pki/tls/cacert.pem',
  '/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem',
  '/etc/ssl/cert.pem',
];
const SYSTEM_FOLDERS = ['/etc/ssl/certs', '/etc/pki/tls/certs'];

/**
 * Follows Go's crypto/x509. `SSL_CERT_FILE` replaces the file of the system. `SSL_CERT_DIR`
 * replaces its folders, and colons separate several of them. If neither is set, nothing is read,
 * because reading would slow each start.
 */
export function trustOf(environment: Environment): Trust {
  const { SSL_CERT_FILE: file, SSL_CERT_DIR: folders } = environment;
  if (!file && !folders) return { faults: [] };
  const faults: string[] = [];
  const given = (path: string, variable: string): readonly string[] => {
    const found = certificatesIn(path);
    if (found === undefined)
      faults.push(`${variable} names ${path}, which cannot be read. ${NAME_A_FILE}`);
    else if (found.length === 0)
      faults.push(`${variable} names ${path}, which has no PEM certificate. ${NAME_A_FILE}`);
    return found ?? [];
  };
  const extra = environment['NODE_EXTRA_CA_CERTS'];
  const certificates = new Set([
    ...(file ? given(file, 'SSL_CERT_FILE') : systemCertificates()),
    ...(folders
      ? folders.split(':').flatMap((folder) => {
          const found = certificatesBelow(folder);
          if (found === undefined)
            faults.push(`SSL_CERT_DIR names ${folder}, which cannot be read. ${NAME_A_FOLDER}`);
          return found ?? [];
        })
      : SYSTEM_FOLDERS.flatMap((folder) => certificatesBelow(folder) ?? [])),
    ...(extra ? given(extra, 'NODE_EXTRA_CA_CERTS') : []),
  ]);
  return { context: contextOf([...certificates]), faults };
}

function systemCertificates(): readonly string[] {
  for (const file of SYSTEM_FILES) {
    const found = certificatesIn(file);
    if (found !== undefined) return found;
  }
  return rootCertificates;
}

/** Undefined if the folder cannot be read; a file in it that cannot be read is skipped. */
function certificatesBelow(folder: string): readonly string[] | undefined {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => !isSecondName(folder, entry))
      .flatMap(({ name }) => certificatesIn(join(folder, name)) ?? []);
  } catch {
    return undefined;
  }
}

/** OpenSSL finds a certificate by a link, named by a hash, to its file in the same folder. */
function isSecondName(folder: string, entry: Dirent): boolean {
  return entry.isSymbolicLink() && !readlinkSync(join(folder, entry.name)).includes('/');
}

/** The PEM blocks of a file; undefined if it cannot be read. */
function certificatesIn(file: string): readonly string[] | undefined {
  try {
    const blocks = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;
    return readFileSync(file, 'utf8').match(blocks) ?? [];
  } catch {
    return undefined;
  }
}

function contextOf(certificates: readonly string[]): SecureContext {
  try {
    return createSecureContext({ ca: [...certificates] });
  } catch {
    // A certificate that cannot be parsed would make the others unusable too.
    return createSecureContext({ ca: certificates.filter(isReadable) });
  }
}

function isReadable(pem: string): boolean {
  try {
    return new X509Certificate(pem).raw.length > 0;
  } catch {
    return false;
  }
}
