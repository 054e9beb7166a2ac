import { createHash } from 'node:crypto';

const MACH_O_64 = 0xfeedfacf;
const ARM64 = 0x0100000c;
const HEADER_BYTES = 32;
const LC_SEGMENT_64 = 0x19;
const LC_CODE_SIGNATURE = 0x1d;

const SUPER_BLOB = 0xfade0cc0;
const REQUIREMENTS = 0xfade0c01;
const CODE_DIRECTORY = 0xfade0c02;
const CODE_DIRECTORY_SLOT = 0;
const REQUIREMENTS_SLOT = 2;
const CODE_DIRECTORY_BYTES = 88;
const AD_HOC = 2;
const SHA256 = 2;
const SHA256_BYTES = 32;
const MAIN_BINARY = 1;
const PAGE_BITS = 12;
const PAGE_BYTES = 1 << PAGE_BITS;

/** Where a Mach-O file has what a signature is about. */
interface MachO {
  readonly isArm64: boolean;
  readonly text: { readonly offset: number; readonly size: number };
  /** Where the load command of the last segment, which holds the signature, is. */
  readonly linkEdit: { readonly command: number; readonly offset: number };
  readonly signature: { readonly command: number; readonly offset: number; readonly size: number };
}

/**
 * The number of pages of a Mach-O file that do not have the hash in its signature.
 * @throws Error if the file has no signature with a code directory of SHA-256
 */
export function brokenPages(file: Buffer): number {
  const { signature } = readMachO(file);
  const blob = file.subarray(signature.offset, signature.offset + signature.size);
  const directory = codeDirectory(blob);
  const hashes = directory.subarray(directory.readUInt32BE(16));
  const codeLimit = directory.readUInt32BE(32);
  const pageBytes = 1 << directory.readUInt8(39);
  const pages = Math.ceil(codeLimit / pageBytes);
  // A signature that was made before the file grew does not cover what was added.
  if (directory.readUInt32BE(28) !== pages || codeLimit !== signature.offset) return pages;
  return Array.from({ length: pages }, (_, page) => {
    const end = Math.min((page + 1) * pageBytes, codeLimit);
    const expected = hashes.subarray(page * SHA256_BYTES, (page + 1) * SHA256_BYTES);
    return digestOf(file.subarray(page * pageBytes, end)).equals(expected);
  }).filter((holds) => !holds).length;
}

/**
 * The file with an ad hoc signature in place of the one that it has. macOS then starts it, although
 * the signature names nobody.
 */
export function signMachO(file: Buffer, identifier: string): Buffer {
  const { isArm64, text, linkEdit, signature } = readMachO(file);
  const codeLimit = signature.offset;
  if (codeLimit + signature.size !== file.length || codeLimit % 16 !== 0) {
    throw new Error(
      'The signature of the Mach-O file must be its end. Sign it with another program.',
    );
  }
  const name = Buffer.from(`${identifier}\0`);
  const pages = Math.ceil(codeLimit / PAGE_BYTES);
  const size = roundedUp(36 + CODE_DIRECTORY_BYTES + name.length + pages * SHA256_BYTES, 16);
  const signed = Buffer.alloc(codeLimit + size);
  file.copy(signed, 0, 0, codeLimit);

  const linkEditBytes = signed.length - linkEdit.offset;
  signed.writeUInt32LE(size, signature.command + 12);
  signed.writeBigUInt64LE(
    BigInt(roundedUp(linkEditBytes, isArm64 ? 0x4000 : 0x1000)),
    linkEdit.command + 32,
  );
  signed.writeBigUInt64LE(BigInt(linkEditBytes), linkEdit.command + 48);

  const hashes = Array.from({ length: pages }, (_, page) =>
    digestOf(signed.subarray(page * PAGE_BYTES, Math.min((page + 1) * PAGE_BYTES, codeLimit))),
  );
  const directory = newCodeDirectory({ name, hashes, codeLimit, text });
  superBlob(directory).copy(signed, codeLimit);
  return signed;
}

function newCodeDirectory(of: {
  readonly name: Buffer;
  readonly hashes: readonly Buffer[];
  readonly codeLimit: number;
  readonly text: MachO['text'];
}): Buffer {
  const { name, hashes, codeLimit, text } = of;
  const hashOffset = CODE_DIRECTORY_BYTES + name.length;
  const head = Buffer.alloc(CODE_DIRECTORY_BYTES);
  const words = [CODE_DIRECTORY, hashOffset + hashes.length * SHA256_BYTES, 0x20400, AD_HOC];
  words.push(hashOffset, CODE_DIRECTORY_BYTES, 0, hashes.length, codeLimit);
  words.forEach((word, index) => head.writeUInt32BE(word, index * 4));
  head.set([SHA256_BYTES, SHA256, 0, PAGE_BITS], 36);
  head.writeBigUInt64BE(BigInt(text.offset), 64);
  head.writeBigUInt64BE(BigInt(text.size), 72);
  head.writeBigUInt64BE(BigInt(MAIN_BINARY), 80);
  return Buffer.concat([head, name, ...hashes]);
}

function superBlob(directory: Buffer): Buffer {
  const start = 12 + 2 * 8;
  const requirements = bigEndian(REQUIREMENTS, 12, 0);
  const length = start + directory.length + requirements.length;
  return Buffer.concat([
    bigEndian(SUPER_BLOB, length, 2),
    bigEndian(CODE_DIRECTORY_SLOT, start),
    bigEndian(REQUIREMENTS_SLOT, start + directory.length),
    directory,
    requirements,
  ]);
}

function codeDirectory(blob: Buffer): Buffer {
  if (blob.readUInt32BE(0) !== SUPER_BLOB) throw new Error('The Mach-O file has no signature.');
  for (let index = 0; index < blob.readUInt32BE(8); index++) {
    const found = blob.subarray(blob.readUInt32BE(16 + index * 8));
    if (found.readUInt32BE(0) === CODE_DIRECTORY && found.readUInt8(37) === SHA256) {
      return found.subarray(0, found.readUInt32BE(4));
    }
  }
  throw new Error('The signature of the Mach-O file has no code directory of SHA-256.');
}

function readMachO(file: Buffer): MachO {
  if (file.readUInt32LE(0) !== MACH_O_64) throw new Error('This is no Mach-O file of 64 bits.');
  let text: MachO['text'] | undefined;
  let linkEdit: MachO['linkEdit'] | undefined;
  let signature: MachO['signature'] | undefined;
  let command = HEADER_BYTES;
  for (let index = 0; index < file.readUInt32LE(16); index++) {
    const kind = file.readUInt32LE(command);
    if (kind === LC_SEGMENT_64) {
      const name = file.toString('latin1', command + 8, command + 24).replace(/\0+$/, '');
      const offset = Number(file.readBigUInt64LE(command + 40));
      const size = Number(file.readBigUInt64LE(command + 48));
      if (name === '__TEXT') text = { offset, size };
      if (name === '__LINKEDIT') linkEdit = { command, offset };
    } else if (kind === LC_CODE_SIGNATURE) {
      const [offset, size] = [file.readUInt32LE(command + 8), file.readUInt32LE(command + 12)];
      signature = { command, offset, size };
    }
    command += file.readUInt32LE(command + 4);
  }
  if (text === undefined || linkEdit === undefined || signature === undefined) {
    throw new Error('The Mach-O file has no __TEXT, no __LINKEDIT or no place for a signature.');
  }
  return { isArm64: file.readUInt32LE(4) === ARM64, text, linkEdit, signature };
}

const digestOf = (bytes: Buffer) => createHash('sha256').update(bytes).digest();
const roundedUp = (bytes: number, to: number) => Math.ceil(bytes / to) * to;

function bigEndian(...words: readonly number[]): Buffer {
  const bytes = Buffer.alloc(words.length * 4);
  words.forEach((word, index) => bytes.writeUInt32BE(word, index * 4));
  return bytes;
}
