import {
  createMessage,
  generateKey,
  type PrivateKey,
  readPrivateKey,
  sign,
  type Subkey,
} from 'openpgp';

export interface ReleaseSigner {
  /** ASCII armor. */
  readonly publicKey: string;
  readonly isThrowAway: boolean;
  /** A detached signature in the binary format that Terraform reads. The same text has the same signature. */
  sign(text: string): Promise<Uint8Array>;
}

const RSA_BITS = 4096;
const LEAST_RSA_BITS = 3072;
/** With this notation, two signatures of the same text would differ. */
const DETERMINISTIC = { nonDeterministicSignaturesViaNotation: false };

/**
 * @param armoredKey a private key that is not encrypted; if absent, a throw-away key is generated
 * @param date the time that the signature names
 * @throws Error with a sentence for the user, which never contains the key
 */
export async function createReleaseSigner(
  armoredKey: string | undefined,
  date: Date,
): Promise<ReleaseSigner> {
  const key = armoredKey ? await givenKey(armoredKey) : await throwAwayKey(date);
  const signedAt = new Date(Math.max(date.getTime(), key.getCreationTime().getTime()));
  return {
    publicKey: key.toPublic().armor(),
    isThrowAway: !armoredKey,
    async sign(text) {
      return sign({
        message: await createMessage({ binary: Buffer.from(text) }),
        signingKeys: key,
        detached: true,
        format: 'binary',
        date: signedAt,
        config: DETERMINISTIC,
      });
    },
  };
}

/** Terraform reads only keys of RSA and of older elliptic curves. */
async function givenKey(armoredKey: string): Promise<PrivateKey> {
  const key = await readPrivateKey({ armoredKey }).catch((cause: unknown) => {
    throw new Error(`KEYPLANE_RELEASE_KEY cannot be read. ${EXPECTED_KEY}`, { cause });
  });
  const signingKey: PrivateKey | Subkey = await key.getSigningKey().catch((cause: unknown) => {
    throw new Error(`KEYPLANE_RELEASE_KEY cannot sign, or it has expired. ${EXPECTED_KEY}`, {
      cause,
    });
  });
  const { algorithm, bits = 0 } = signingKey.getAlgorithmInfo();
  if (!algorithm.startsWith('rsa') || bits < LEAST_RSA_BITS) {
    throw new Error(
      `KEYPLANE_RELEASE_KEY is a key of type ${algorithm} with ${bits} bits. ${EXPECTED_KEY}`,
    );
  }
  if (!key.isDecrypted()) {
    throw new Error(`KEYPLANE_RELEASE_KEY is encrypted with a passphrase. ${EXPECTED_KEY}`);
  }
  return key;
}

const EXPECTED_KEY =
  `It must be an OpenPGP private key with RSA of at least ${LEAST_RSA_BITS} bits, in ASCII armor and ` +
  'without a passphrase.';

async function throwAwayKey(date: Date): Promise<PrivateKey> {
  const { privateKey } = await generateKey({
    type: 'rsa',
    rsaBits: RSA_BITS,
    // The key only signs, so it needs no subkey for encryption.
    subkeys: [],
    userIDs: [{ name: 'Keyplane, a throw-away key' }],
    date,
    format: 'object',
  });
  return privateKey;
}
