import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';
import { createSecureContext, type SecureContextOptions } from 'node:tls';
import type { Concealed } from '../lib/concealed';

/** What a server of HTTPS shows of itself, and what proves it. */
export interface TlsPair {
  /** PEM: the server's own certificate, then those of the authorities between it and the root. */
  readonly certificate: string;
  /** PEM. */
  readonly key: Concealed;
}

export interface TlsFault {
  /** Which of the two files to look at. */
  readonly file: 'certificate' | 'key';
  /** What is wrong and what to do: the rest of a sentence that begins with the file. */
  readonly message: string;
}

/** Older versions have known weaknesses, and no client of today needs them. */
const MINIMUM_VERSION = 'TLSv1.2';

export function secureContextOptions({ certificate, key }: TlsPair): SecureContextOptions {
  return { cert: certificate, key: key.reveal(), minVersion: MINIMUM_VERSION };
}

/** Why no server can use the pair; undefined: it can. Nothing of the key is ever in a message. */
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
            'begins with the certificate of an authority. Put the certificate of the server first, and ' +
            'those of the authorities after it.',
        }
      : {
          file: 'key',
          message:
            'holds the private key of another certificate. Name the key that the certificate was made for.',
        };
  }
  return isUsable(pair)
    ? undefined
    : {
        file: 'key',
        message:
          'holds a private key that TLS refuses, because it is too weak or of a rare kind. Use RSA with ' +
          '2048 bits or more, or ECDSA with the curve P-256.',
      };
}

/** What a log may show of a certificate. */
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
    return 'holds a damaged certificate. Copy the file again, in PEM.';
  }
  return pem.includes('PRIVATE KEY-----')
    ? 'holds a private key and no certificate. Check whether the two files were exchanged.'
    : 'holds no certificate in PEM. A PEM file has a line "-----BEGIN CERTIFICATE-----".';
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
    return 'holds a damaged private key, or one in the format of OpenSSH. Use PEM.';
  }
  return pem.includes('-----BEGIN CERTIFICATE-----')
    ? 'holds a certificate and no private key. Check whether the two files were exchanged.'
    : 'holds no private key in PEM. A PEM file has a line "-----BEGIN PRIVATE KEY-----".';
}

function isUsable(pair: TlsPair): boolean {
  try {
    createSecureContext(secureContextOptions(pair));
    return true;
  } catch {
    return false;
  }
}
