import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createMessage, generateKey, readKey, readPrivateKey, sign } from 'openpgp';
import {
  archiveName,
  checkArchives,
  formatSums,
  manifestName,
  MUSL_FOLDER,
  readRelease,
  ReleaseFault,
  signatureName,
  SIGNING_KEY_FILE,
  sumsName,
  versionsIn,
} from '../../provider-release';

const VERSION = '1.2.3';
const AMD64 = { os: 'linux', arch: 'amd64' } as const;
const MUSL = { ...AMD64, libc: 'musl' } as const;

const digest = (content: string) => createHash('sha256').update(content).digest('hex');

const newKey = (type: 'rsa' | 'ecc') =>
  generateKey({
    ...(type === 'rsa' ? { type, rsaBits: 2048 } : { type, curve: 'ed25519Legacy' as const }),
    userIDs: [{ name: 'Releases' }],
    format: 'armored',
  });

async function signatureOf(text: string, armoredKey: string): Promise<Uint8Array> {
  return sign({
    message: await createMessage({ binary: Buffer.from(text) }),
    signingKeys: await readPrivateKey({ armoredKey }),
    detached: true,
    format: 'binary',
  });
}

describe('a release folder', () => {
  let keys: Awaited<ReturnType<typeof newKey>>;
  let folder: string;
  const release = () => path.join(folder, VERSION);
  const inRelease = (name: string) => path.join(release(), name);

  beforeAll(async () => {
    keys = await newKey('rsa');
  });

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'keyplane-release-'));
    const manifest = '{"version":1,"metadata":{"protocol_versions":["6.0"]}}';
    const sums = formatSums(
      new Map([
        [archiveName(VERSION, AMD64), digest('archive')],
        [archiveName(VERSION, MUSL), digest('musl')],
        [manifestName(VERSION), digest(manifest)],
      ]),
    );
    await mkdir(inRelease(MUSL_FOLDER), { recursive: true });
    await writeFile(inRelease(archiveName(VERSION, AMD64)), 'archive');
    await writeFile(inRelease(path.join(MUSL_FOLDER, archiveName(VERSION, MUSL))), 'musl');
    await writeFile(inRelease(manifestName(VERSION)), manifest);
    await writeFile(inRelease(sumsName(VERSION)), sums);
    await writeFile(inRelease(signatureName(VERSION)), await signatureOf(sums, keys.privateKey));
    await writeFile(inRelease(SIGNING_KEY_FILE), keys.publicKey);
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('has versions, protocols, platforms and the signing key', async () => {
    const found = await readRelease(release());
    const keyId = (await readKey({ armoredKey: keys.publicKey })).getKeyID().toHex().toUpperCase();
    expect(found).toMatchObject({
      version: VERSION,
      protocols: ['6.0'],
      platforms: [
        { ...AMD64, filename: 'terraform-provider-keyplane_1.2.3_linux_amd64.zip', size: 7 },
      ],
      muslArchives: [{ ...MUSL, shasum: digest('musl') }],
      signingKey: { keyId, asciiArmor: keys.publicKey },
    });
    expect(found.platforms[0]?.path).toBe(inRelease(archiveName(VERSION, AMD64)));
  });

  it('has a folder, or a link to a folder, for each version, and may contain anything else', async () => {
    await mkdir(path.join(folder, 'drafts'));
    await writeFile(path.join(folder, '1.2.4'), '');
    await symlink(path.join(folder, 'missing'), path.join(folder, '1.2.5'));
    await symlink(release(), path.join(folder, '1.3.0'));
    expect(await versionsIn(folder)).toEqual([VERSION, '1.3.0']);
  });

  it('refuses an archive whose bytes do not match its checksum', async () => {
    const intact = await readRelease(release());
    await checkArchives(intact);
    await writeFile(inRelease(archiveName(VERSION, AMD64)), 'Archive');
    await expect(checkArchives(intact)).rejects.toThrow(/linux_amd64\.zip has the SHA-256/);
  });

  it.each<[string, (text: string) => Promise<void>, RegExp]>([
    [
      'changed sums',
      (sums) => writeFile(inRelease(sumsName(VERSION)), sums.replace(/^./, 'g')),
      /is not a signature of/,
    ],
    [
      'a signature by another key',
      async (sums) =>
        writeFile(
          inRelease(signatureName(VERSION)),
          await signatureOf(sums, (await newKey('rsa')).privateKey),
        ),
      /is not a signature of/,
    ],
    [
      'a signature that is cut off',
      () => writeFile(inRelease(signatureName(VERSION)), Buffer.from([0xc2, 0xc1])),
      /is not a signature of/,
    ],
    [
      'a key that is not an RSA key',
      async () => writeFile(inRelease(SIGNING_KEY_FILE), (await newKey('ecc')).publicKey),
      /must be an OpenPGP public key with RSA/,
    ],
    [
      'a missing archive',
      () => rm(inRelease(archiveName(VERSION, AMD64))),
      /has no file .*linux_amd64\.zip/,
    ],
    [
      'a link in place of an archive',
      async () => {
        await rm(inRelease(archiveName(VERSION, AMD64)));
        await symlink('/etc/hostname', inRelease(archiveName(VERSION, AMD64)));
      },
      /has no file/,
    ],
    [
      'another manifest',
      () => writeFile(inRelease(manifestName(VERSION)), '{}'),
      /manifest\.json has the SHA-256/,
    ],
    ['a missing signature', () => rm(inRelease(signatureName(VERSION))), /has no file .*\.sig/],
  ])('refuses %s', async (_, spoil, message) => {
    const sums = formatSums(new Map([[archiveName(VERSION, AMD64), digest('archive')]]));
    await spoil(sums);
    await expect(readRelease(release())).rejects.toThrow(ReleaseFault);
    await expect(readRelease(release())).rejects.toThrow(message);
  });

  it('refuses sums that name a file in another folder', async () => {
    const sums = `${digest('x')}  ../outside.zip\n`;
    await writeFile(inRelease(sumsName(VERSION)), sums);
    await writeFile(inRelease(signatureName(VERSION)), await signatureOf(sums, keys.privateKey));
    await expect(readRelease(release())).rejects.toThrow(/Line 1 of .* must be a SHA-256/);
  });

  it('refuses a folder that cannot be read', async () => {
    await expect(versionsIn(path.join(folder, 'missing'))).rejects.toThrow(
      /release folder .*missing cannot be read/,
    );
  });
});
