import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';
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
} from './der';

export interface EphemeralCertificate {
  /** DER. */
  readonly certificate: Buffer;
  readonly privateKey: KeyObject;
}

const hostName = 'localhost';
const lifetimeDays = 365;
const clockSkewMinutes = 5;
const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

const ecdsaWithSha256 = sequence(objectIdentifier('1.2.840.10045.4.3.2'));

/**
 * A self-signed P-256 certificate for one run of the plugin (RFC 5280). It is a certificate
 * authority and valid for `localhost`, because Terraform trusts it as its own root.
 */
export function createEphemeralCertificate(now: Date = new Date()): EphemeralCertificate {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const publicKeyInfo = publicKey.export({ type: 'spki', format: 'der' });
  const name = sequence(set(sequence(objectIdentifier('2.5.4.3'), utf8String(hostName))));
  const body = sequence(
    explicit(0, unsignedInteger(Buffer.of(2))),
    unsignedInteger(randomBytes(16)),
    ecdsaWithSha256,
    name,
    sequence(
      time(new Date(now.getTime() - clockSkewMinutes * minuteMs)),
      time(new Date(now.getTime() + lifetimeDays * dayMs)),
    ),
    name,
    publicKeyInfo,
    explicit(3, extensions(publicKeyInfo)),
  );
  const signature = sign('sha256', body, privateKey);
  return { certificate: sequence(body, ecdsaWithSha256, bitString(signature)), privateKey };
}

function extensions(publicKeyInfo: Uint8Array): Buffer {
  const digitalSignatureAndCertSign = bitString(Buffer.of(0b1000_0100), 2);
  const serverAuth = objectIdentifier('1.3.6.1.5.5.7.3.1');
  const keyId = createHash('sha256').update(publicKeyInfo).digest().subarray(0, 20);
  return sequence(
    critical('2.5.29.19', sequence(derTrue)),
    critical('2.5.29.15', digitalSignatureAndCertSign),
    extension('2.5.29.37', sequence(serverAuth)),
    extension('2.5.29.14', octetString(keyId)),
    extension('2.5.29.17', sequence(implicit(2, Buffer.from(hostName)))),
  );
}

function extension(id: string, value: Uint8Array): Buffer {
  return sequence(objectIdentifier(id), octetString(value));
}

function critical(id: string, value: Uint8Array): Buffer {
  return sequence(objectIdentifier(id), derTrue, octetString(value));
}
