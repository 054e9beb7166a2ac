import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  hkdfSync,
  randomBytes,
  type KeyObject,
  createSecretKey,
} from 'node:crypto';
import type { MasterKeys } from './master-key';

/**
 * A sealed text cannot be opened: it was sealed with another master key or for another place, or it
 * was altered.
 */
export class SealError extends Error {
  override readonly name = 'SealError';
}

/**
 * Seals texts with AES-256-GCM. Each text has its own key, derived from the master key by
 * HKDF-SHA-256 (RFC 5869). `associatedData` names the place where the sealed text is kept, so a
 * text that was moved to another row cannot be opened.
 */
export interface Sealer {
  /** The ID of the master key that seals, and of the previous one if it is still used to open. */
  readonly keyIds: { readonly current: string; readonly previous: string | null };
  seal(plaintext: string, associatedData: string): string;
  /** @throws SealError */
  open(sealed: string, associatedData: string): string;
  /**
   * Like `seal`, but the text can be opened only with `extraSecret` as well. `rekey` cannot move
   * such texts. The previous master key opens them while it is configured. It must stay configured
   * for their lifetime of 24 hours.
   */
  sealWith(extraSecret: string, plaintext: string, associatedData: string): string;
  /** @throws SealError */
  openWith(extraSecret: string, sealed: string, associatedData: string): string;
  /**
   * Hex HMAC-SHA-256 to look a text up without storing it: first with the current master key, then
   * with the previous one if it is still used. `purpose` separates uses.
   */
  hmacs(purpose: string, text: string): readonly string[];
}

/** The beginning of every text that was sealed with the master key, and of no other text. */
export function sealedPrefix(keyId: string): string {
  return `${VERSION}.${keyId}.`;
}

/** The ID of the master key with which a text was sealed. */
export function sealedUnder(sealed: string): string {
  return parse(sealed).keyId;
}

const VERSION = 'v1';
const SALT_BYTES = 16;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const KEY_BYTES = 32;

export function createSealer(keys: MasterKeys): Sealer {
  const current = masterOf(keys.current);
  const previous = keys.previous === null ? null : masterOf(keys.previous);

  function masterById(keyId: string): Master {
    const found = [current, previous].find((master) => master?.id === keyId);
    if (found) return found;
    throw new SealError(`It was sealed with another master key (${keyId}).`);
  }

  function sealUnder(purpose: Purpose, extra: string, plaintext: string, data: string): string {
    const salt = randomBytes(SALT_BYTES);
    const nonce = randomBytes(NONCE_BYTES);
    const key = deriveKey(current, purpose, salt, extra);
    const cipher = createCipheriv('aes-256-gcm', key, nonce);
    cipher.setAAD(authenticated(current.id, purpose, data));
    const body = Buffer.concat([cipher.update(plaintext, 'utf8'), cipher.final()]);
    const parts = [salt, nonce, Buffer.concat([body, cipher.getAuthTag()])];
    return sealedPrefix(current.id) + parts.map((part) => part.toString('base64url')).join('.');
  }

  function openUnder(purpose: Purpose, extra: string, sealed: string, data: string): string {
    const { keyId, salt, nonce, body, tag } = parse(sealed);
    const master = masterById(keyId);
    const key = deriveKey(master, purpose, salt, extra);
    const decipher = createDecipheriv('aes-256-gcm', key, nonce);
    decipher.setAAD(authenticated(keyId, purpose, data));
    decipher.setAuthTag(tag);
    try {
      return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8');
    } catch (cause) {
      throw new SealError('It was altered, or sealed for another place.', { cause });
    }
  }

  const hmacUnder = (master: Master, purpose: string, text: string) =>
    createHmac('sha256', derive(master.key, Buffer.alloc(0), `lookup:${purpose}`))
      .update(text)
      .digest('hex');

  return {
    keyIds: { current: current.id, previous: previous?.id ?? null },
    seal: (plaintext, data) => sealUnder('seal', '', plaintext, data),
    open: (sealed, data) => openUnder('seal', '', sealed, data),
    sealWith: (extra, plaintext, data) => sealUnder('seal-with', extra, plaintext, data),
    openWith: (extra, sealed, data) => openUnder('seal-with', extra, sealed, data),
    hmacs: (purpose, text) =>
      [current, previous]
        .flatMap((master) => master ?? [])
        .map((master) => hmacUnder(master, purpose, text)),
  };
}

type Purpose = 'seal' | 'seal-with';

interface Master {
  readonly id: string;
  readonly key: KeyObject;
}

function masterOf(bytes: Buffer): Master {
  const key = createSecretKey(bytes);
  const id = derive(key, Buffer.alloc(0), 'id').subarray(0, 8).toString('hex');
  return { id: `mk_${id}`, key };
}

function derive(key: KeyObject, salt: Buffer, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', key, salt, `keyplane/v1/${purpose}`, KEY_BYTES));
}

/** The derived key has a fixed length, so what follows it in the second input is unambiguous. */
function deriveKey(master: Master, purpose: Purpose, salt: Buffer, extra: string): Buffer {
  const ours = derive(master.key, salt, purpose);
  if (extra === '') return ours;
  const both = createSecretKey(Buffer.concat([ours, Buffer.from(extra, 'utf8')]));
  return derive(both, salt, `${purpose}/both`);
}

function authenticated(keyId: string, purpose: Purpose, data: string): Buffer {
  return Buffer.from([VERSION, keyId, purpose, data].join('\n'), 'utf8');
}

function parse(sealed: string) {
  const [version, keyId, salt = '', nonce = '', rest = '', ...more] = sealed.split('.');
  const bytes = [salt, nonce, rest].map((part) => Buffer.from(part, 'base64url'));
  const [saltBytes, nonceBytes, body] = bytes as [Buffer, Buffer, Buffer];
  const wellFormed =
    version === VERSION &&
    keyId !== undefined &&
    more.length === 0 &&
    saltBytes.length === SALT_BYTES &&
    nonceBytes.length === NONCE_BYTES &&
    body.length >= TAG_BYTES;
  if (!wellFormed) throw new SealError('It is not a sealed text.');
  const end = body.length - TAG_BYTES;
  return {
    keyId,
    salt: saltBytes,
    nonce: nonceBytes,
    body: body.subarray(0, end),
    tag: body.subarray(end),
  };
}
