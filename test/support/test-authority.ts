import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import {
  bitString,
  derTrue,
  explicit,
  implicit,
  objectIdentifier,
  octetString,
  sequence,
  set,
  time,
  unsignedInteger,
  utf8String,
} from '../../provider/terraform-plugin/plugin/der';

export interface TestCertificate {
  /** PEM. */
  readonly certificate: string;
  /** PEM. */
  readonly privateKey: string;
}

export interface TestAuthority {
  /** The certificate of the authority as PEM, which clients must trust. */
  readonly certificate: string;
  /** Issues a certificate for a server with that name. */
  issue(hostName: string): TestCertificate;
}

const DAY_MS = 86_400_000;
const signedBy = sequence(objectIdentifier('1.2.840.10045.4.3.2'));

/** A certificate authority that no machine trusts by itself. */
export function createTestAuthority(): TestAuthority {
  const name = nameOf('Keyplane test authority');
  const own = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const isAuthority = extension('2.5.29.19', sequence(derTrue));
  return {
    certificate: certificate({ name, key: own.publicKey, more: isAuthority }, name, own.privateKey),
    issue(hostName) {
      const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      const host = extension('2.5.29.17', sequence(implicit(2, Buffer.from(hostName))));
      const subject = { name: nameOf(hostName), key: publicKey, more: host };
      return {
        certificate: certificate(subject, name, own.privateKey),
        privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      };
    },
  };
}

interface Subject {
  readonly name: Buffer;
  readonly key: KeyObject;
  readonly more: Buffer;
}

function certificate({ name, key, more }: Subject, issuer: Buffer, signingKey: KeyObject): string {
  const now = Date.now();
  const body = sequence(
    explicit(0, unsignedInteger(Buffer.of(2))),
    unsignedInteger(randomBytes(16)),
    signedBy,
    issuer,
    sequence(time(new Date(now - DAY_MS)), time(new Date(now + DAY_MS))),
    name,
    key.export({ type: 'spki', format: 'der' }),
    explicit(3, sequence(more)),
  );
  const der = sequence(body, signedBy, bitString(sign('sha256', body, signingKey)));
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}

const nameOf = (text: string) =>
  sequence(set(sequence(objectIdentifier('2.5.4.3'), utf8String(text))));

const extension = (id: string, value: Uint8Array) =>
  sequence(objectIdentifier(id), octetString(value));
