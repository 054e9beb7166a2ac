import { inflateRawSync } from 'node:zlib';

const END_OF_DIRECTORY = 0x06054b50;
const DIRECTORY_ENTRY = 0x02014b50;
const STORED = 0;
const DEFLATED = 8;

/**
 * The content of one file of a zip archive (PKWARE APPNOTE 4.3), neither encrypted nor zip64. Checks
 * no CRC: compare a digest of the whole archive first.
 */
export const readZipEntry = (archive: Buffer, name: string): Buffer => {
  for (const entry of directoryOf(archive)) {
    if (entry.name === name) return unpack(archive, entry.at);
  }
  throw new Error(`The zip archive has no file “${name}”.`);
};

/** Every file of the archive, by its name. */
export const readZip = (archive: Buffer): ReadonlyMap<string, Buffer> =>
  new Map([...directoryOf(archive)].map(({ name, at }) => [name, unpack(archive, at)]));

function* directoryOf(archive: Buffer): Generator<{ readonly name: string; readonly at: number }> {
  const end = archive.lastIndexOf(uint32(END_OF_DIRECTORY));
  if (end < 0) throw new Error('This is not a zip archive: it has no central directory.');
  const count = archive.readUInt16LE(end + 10);
  let at = archive.readUInt32LE(end + 16);
  for (let index = 0; index < count && archive.readUInt32LE(at) === DIRECTORY_ENTRY; index++) {
    const nameLength = archive.readUInt16LE(at + 28);
    yield { name: archive.toString('utf8', at + 46, at + 46 + nameLength), at };
    at += 46 + nameLength + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
  }
}

const unpack = (archive: Buffer, directoryEntry: number): Buffer => {
  const method = archive.readUInt16LE(directoryEntry + 10);
  const packedLength = archive.readUInt32LE(directoryEntry + 20);
  const header = archive.readUInt32LE(directoryEntry + 42);
  const start = header + 30 + archive.readUInt16LE(header + 26) + archive.readUInt16LE(header + 28);
  const packed = archive.subarray(start, start + packedLength);
  if (method === STORED) return packed;
  if (method === DEFLATED) return inflateRawSync(packed);
  throw new Error(`The zip archive uses compression method ${method}; only 0 and 8 are known.`);
};

const uint32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
};
