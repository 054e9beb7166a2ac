import { createHash, createSign, generateKeyPairSync, randomBytes } from 'node:crypto';

/** How an authenticator deviates from what is right. */
export interface Deviation {
  readonly origin?: string;
  readonly rpId?: string;
  readonly challenge?: string;
  /** The counter of a copy of the device. */
  readonly counter?: number;
  /** The person did not unlock the device. */
  readonly unverified?: true;
}

const PRESENT = 0x01;
const VERIFIED = 0x04;
const HAS_CREDENTIAL = 0x40;

/** A passkey in software: what a browser and a device do for one site, without either. */
export function createAuthenticator(site: { readonly origin: string; readonly rpId: string }) {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const credentialId = randomBytes(32);
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
  let counter = 0;

  const clientData = (type: string, challenge: string, given: Deviation) =>
    Buffer.from(
      JSON.stringify({
        type,
        challenge: given.challenge ?? challenge,
        origin: given.origin ?? site.origin,
        crossOrigin: false,
      }),
    );

  function authenticatorData(flags: number, given: Deviation, rest = Buffer.alloc(0)): Buffer {
    const count = Buffer.alloc(4);
    count.writeUInt32BE(given.counter ?? (counter += 1));
    const verified = given.unverified ? 0 : VERIFIED;
    const hash = createHash('sha256')
      .update(given.rpId ?? site.rpId)
      .digest();
    return Buffer.concat([hash, Buffer.from([flags | PRESENT | verified]), count, rest]);
  }

  /** COSE: an EC2 key for ES256 on P-256. */
  const coseKey = () =>
    Buffer.concat([
      Buffer.from([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20]),
      Buffer.from(x, 'base64url'),
      Buffer.from([0x22, 0x58, 0x20]),
      Buffer.from(y, 'base64url'),
    ]);

  const identity = () => {
    const id = credentialId.toString('base64url');
    return { id, rawId: id, type: 'public-key', clientExtensionResults: {} };
  };

  return {
    register(challenge: string, given: Deviation = {}) {
      const length = Buffer.alloc(2);
      length.writeUInt16BE(credentialId.length);
      const attested = Buffer.concat([Buffer.alloc(16), length, credentialId, coseKey()]);
      const data = authenticatorData(HAS_CREDENTIAL, given, attested);
      const size = Buffer.alloc(2);
      size.writeUInt16BE(data.length);
      // CBOR: { fmt: 'none', attStmt: {}, authData: bytes }
      const attestationObject = Buffer.concat([
        Buffer.from([0xa3, 0x63]),
        Buffer.from('fmt'),
        Buffer.from([0x64]),
        Buffer.from('none'),
        Buffer.from([0x67]),
        Buffer.from('attStmt'),
        Buffer.from([0xa0, 0x68]),
        Buffer.from('authData'),
        Buffer.from([0x59]),
        size,
        data,
      ]);
      return {
        ...identity(),
        response: {
          clientDataJSON: clientData('webauthn.create', challenge, given).toString('base64url'),
          attestationObject: attestationObject.toString('base64url'),
          transports: ['internal'],
        },
      };
    },

    signIn(challenge: string, given: Deviation = {}) {
      const data = authenticatorData(0, given);
      const client = clientData('webauthn.get', challenge, given);
      const signed = Buffer.concat([data, createHash('sha256').update(client).digest()]);
      return {
        ...identity(),
        response: {
          clientDataJSON: client.toString('base64url'),
          authenticatorData: data.toString('base64url'),
          signature: createSign('sha256').update(signed).sign(privateKey).toString('base64url'),
        },
      };
    },
  };
}

export type Authenticator = ReturnType<typeof createAuthenticator>;
