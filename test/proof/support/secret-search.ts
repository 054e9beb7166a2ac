import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { readZip } from '../../../scripts/zip-entry';

/** A secret that must not be found, or only in the places that its configuration allows. */
export interface Sought {
  readonly name: string;
  readonly secret: string;
}

/** A text that was written: a file, a log or an answer. */
export interface Written {
  readonly name: string;
  readonly bytes: Buffer;
}

export interface Finding {
  readonly secret: string;
  readonly where: string;
  readonly as: string;
}

const ZIP = Buffer.from('PK\u0003\u0004');
const GZIP = Buffer.from([0x1f, 0x8b]);

/**
 * Long enough not to match by chance, and short enough to find a secret that was partly cut off.
 */
const PIECE_LENGTH = 16;

/** Also searches inside archives. */
export function findSecrets(sought: readonly Sought[], written: readonly Written[]): Finding[] {
  const places = written.flatMap(unpacked);
  return sought.flatMap(({ name, secret }) =>
    formsOf(secret).flatMap(({ as, pattern }) =>
      places
        .filter(({ bytes }) => bytes.includes(pattern))
        .map(({ name: where }) => ({ secret: name, where, as })),
    ),
  );
}

/** Every file below a folder, by its path there. */
export async function readFolder(folder: string): Promise<Written[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map(async (entry) => {
        const file = path.join(entry.parentPath, entry.name);
        return { name: path.relative(folder, file), bytes: await readFile(file) };
      }),
  );
}

function unpacked(written: Written): Written[] {
  const { name, bytes } = written;
  if (bytes.subarray(0, ZIP.length).equals(ZIP)) {
    const files = [...readZip(bytes)].map(([file, content]) => ({
      name: `${name}/${file}`,
      bytes: content,
    }));
    return [written, ...files.flatMap(unpacked)];
  }
  if (bytes.subarray(0, GZIP.length).equals(GZIP)) {
    return [written, ...unpacked({ name: `${name} (unpacked)`, bytes: gunzipSync(bytes) })];
  }
  return [written];
}

/**
 * The secret unchanged, in pieces, and in the form in which a dump, a driver or a careless encoder
 * would write it.
 */
function formsOf(secret: string): { readonly as: string; readonly pattern: Buffer }[] {
  const text = Buffer.from(secret);
  return [
    ...piecesOf(secret).map((piece) => ({ as: 'its text', pattern: Buffer.from(piece) })),
    { as: 'hexadecimal', pattern: Buffer.from(text.toString('hex')) },
    { as: 'HEXADECIMAL', pattern: Buffer.from(text.toString('hex').toUpperCase()) },
    { as: 'UTF-16', pattern: Buffer.from(secret, 'utf16le') },
    ...base64FormsOf(text, 'base64'),
    ...base64FormsOf(text, 'base64url'),
  ];
}

function piecesOf(secret: string): string[] {
  const pieces: string[] = [];
  for (let at = 0; at + PIECE_LENGTH <= secret.length; at += PIECE_LENGTH) {
    pieces.push(secret.slice(at, at + PIECE_LENGTH));
  }
  return pieces.length === 0 ? [secret] : [...pieces, secret.slice(-PIECE_LENGTH)];
}

/** The text before the secret shifts its base64 by zero, one or two bytes. */
function base64FormsOf(text: Buffer, encoding: 'base64' | 'base64url') {
  return [0, 1, 2].map((shift) => {
    const encoded = Buffer.concat([Buffer.alloc(shift), text]).toString(encoding);
    const fromItAlone = Math.ceil((shift * 8) / 6);
    const untilItAlone = Math.floor(((shift + text.length) * 8) / 6);
    return {
      as: `${encoding} shifted by ${shift}`,
      pattern: Buffer.from(encoded.slice(fromItAlone, untilItAlone)),
    };
  });
}
