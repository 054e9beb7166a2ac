import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';
import { createSecureContext, type SecureContextOptions } from 'node:tls';
import type { Concealed } from '../lib/concealed';

/** The certificate of an HTTPS server and its private key. */
export interface TlsPair {
  /** PEM: the server's own certificate, then those of the authorities between it and the root. */
  readonly certificate: string;
  /** PEM. */
  readonly key: Concealed;
}

export interface TlsFault {
  /** The file that has the problem. */
  readonly file: 'certificate' | 'key';
  /** What is wrong and what to do. It completes a sentence that begins with the name of the file. */
  readonly message: string;
}

/** Older versions have known weaknesses, and no current client needs them. */
const MINIMUM_VERSION = 'TLSv1.2';

export function secureContextOptions({ certificate, key }: TlsPair): SecureContextOptions {
  return { cert: certificate, key: key.reveal(), minVersion: MINIMUM_VERSION };
}

/**
 * Why a server cannot use the pair. Undefined if it can. The message never contains any part of the
 * key.
 */
export function tlsFaultOf(pair: TlsPair): TlsFault | undefined {
  const certificates = certificatesIn(pair.certificate);
  if (certificates === undefined) {
    return { file: 'certificate', message: notACertificate(pair.certificate) };
  }
  const text = pair.key.reveal();
  const key = privateKeyIn(text);
  if (key === undefined) return { file: 'key', message: notAKey(text) };
  const [own, ...others] = certificates;
  if (own?.checkPrivateKey(key) !== true) {
    return others.some((each) => each.checkPrivateKey(key))
      ? {
          file: 'certificate',
          message:
            'begins with the certificate of an authority. Put the certificate of the server first, followed ' +
            'by those of the authorities.',
        }
      : {
          file: 'key',
          message:
            'contains the private key of another certificate. Use the private key that belongs to the certificate.',
        };
  }
  return isUsable(pair)
    ? undefined
    : {
        file: 'key',
        message:
          'contains a private key that TLS refuses, because it is too weak or its type is not supported. Use ' +
          'RSA with 2048 bits or more, or ECDSA with the curve P-256.',
      };
}

/** The facts about a certificate that a log may contain. */
export function describeCertificate({ certificate }: Pick<TlsPair, 'certificate'>) {
  const { subjectAltName, validTo, fingerprint256 } = new X509Certificate(certificate);
  return {
    names: subjectAltName?.split(', ') ?? [],
    expires_at: new Date(validTo).toISOString(),
    fingerprint: fingerprint256,
  };
}

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g;

function certificatesIn(pem: string): X509Certificate[] | undefined {
  try {
    const certificates = (pem.match(CERTIFICATE) ?? []).map((each) => new X509Certificate(each));
    return certificates.length === 0 ? undefined : certificates;
  } catch {
    return undefined;
  }
}

function notACertificate(pem: string): string {
  if (pem.includes('-----BEGIN CERTIFICATE-----')) {
    return 'contains a damaged certificate. Copy the file again, in PEM format.';
  }
  return pem.includes('PRIVATE KEY-----')
    ? 'contains a private key and no certificate. Check whether the two files are swapped.'
    : 'contains no certificate in PEM format. A PEM file has a line "-----BEGIN CERTIFICATE-----".';
}

function privateKeyIn(pem: string): KeyObject | undefined {
  try {
    return createPrivateKey(pem);
  } catch {
    // The reason could quote the key.
    return undefined;
  }
}

function notAKey(pem: string): string {
  if (/-----BEGIN ENCRYPTED PRIVATE KEY-----|Proc-Type: 4,ENCRYPTED/.test(pem)) {
    return 'is encrypted with a passphrase, which the server cannot ask for. Decrypt it with `openssl pkey`.';
  }
  if (pem.includes('PRIVATE KEY-----')) {
    return 'contains a private key that is damaged or in OpenSSH format. Use PEM.';
  }
  return pem.includes('-----BEGIN CERTIFICATE-----')
    ? 'contains a certificate and no private key. Check whether the two files are swapped.'
    : 'contains no private key in PEM format. A PEM file has a line "-----BEGIN PRIVATE KEY-----".';
}

function isUsable(pair: TlsPair): boolean {
  try {
    createSecureContext(secureContextOptions(pair));
    return true;
  } catch {
    return false;
  }
}
