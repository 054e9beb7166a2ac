import { createReadStream } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { createInflateRaw } from 'node:zlib';

/** A file in a zip archive (PKWARE APPNOTE 4.3), neither encrypted nor zip64. */
export interface ZipFile {
  readonly name: string;
  /** Reads the file from the archive, in pieces. */
  content(): Readable;
}

const END_OF_DIRECTORY = Buffer.from([0x50, 0x4b, 5, 6]);
const DIRECTORY_ENTRY = 0x02014b50;
const END_LENGTH = 22;
const MOST_COMMENT_LENGTH = 65_535;
const STORED = 0;
const DEFLATED = 8;
/** With the pieces of 16 KiB that zlib makes by default, reading an archive takes several times as long. */
const PIECE_BYTES = 256 * 1024;

/** @returns undefined if this is not such a zip archive */
export async function filesInZip(archive: string): Promise<readonly ZipFile[] | undefined> {
  const handle = await open(archive);
  try {
    return await entriesOf(handle, archive);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  } finally {
    await handle.close();
  }
}

async function entriesOf(handle: FileHandle, archive: string) {
  const { size } = await handle.stat();
  const tail = await bytesAt(handle, Math.max(0, size - END_LENGTH - MOST_COMMENT_LENGTH), size);
  const end = tail.lastIndexOf(END_OF_DIRECTORY);
  if (end < 0) return undefined;
  const [count, length] = [tail.readUInt16LE(end + 10), tail.readUInt32LE(end + 12)];
  const start = tail.readUInt32LE(end + 16);
  const directory = await bytesAt(handle, start, start + length);
  const files: ZipFile[] = [];
  for (let at = 0; files.length < count;) {
    if (directory.readUInt32LE(at) !== DIRECTORY_ENTRY) return undefined;
    const method = directory.readUInt16LE(at + 10);
    if (method !== STORED && method !== DEFLATED) return undefined;
    const packed = directory.readUInt32LE(at + 20);
    const nameEnd = at + 46 + directory.readUInt16LE(at + 28);
    const header = directory.readUInt32LE(at + 42);
    const local = await bytesAt(handle, header, header + 30);
    const from = header + 30 + local.readUInt16LE(26) + local.readUInt16LE(28);
    files.push({
      name: directory.toString('utf8', at + 46, nameEnd),
      content: () => contentOf(archive, method, from, packed),
    });
    at = nameEnd + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
  }
  return files;
}

function contentOf(archive: string, method: number, from: number, length: number): Readable {
  if (length === 0) return Readable.from([]);
  const packed = createReadStream(archive, {
    start: from,
    end: from + length - 1,
    highWaterMark: PIECE_BYTES,
  });
  if (method === STORED) return packed;
  const content = createInflateRaw({ chunkSize: PIECE_BYTES });
  packed.once('error', (error) => content.destroy(error));
  return packed.pipe(content);
}

async function bytesAt(handle: FileHandle, from: number, to: number): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(to - from), 0, to - from, from);
  return buffer.subarray(0, bytesRead);
}
