import { promisify } from 'node:util';
import { crc32, deflateRaw } from 'node:zlib';

const deflate = promisify(deflateRaw);

const MADE_ON_UNIX = (3 << 8) | 20;
const NEEDS_DEFLATE = 20;
const DEFLATED = 8;
/** 1980-01-01, the earliest date in a zip archive. A fixed date makes equal files give equal archives. */
const FIRST_DAY = (1 << 5) | 1;
const EXECUTABLE_FILE = 0o100755;

/** A zip archive (PKWARE APPNOTE 4.3) of one executable file. Its bytes do not depend on the time. */
export async function zipFile(name: string, content: Buffer): Promise<Buffer> {
  const packed = await deflate(content, { level: 6 });
  const nameBytes = Buffer.from(name);
  const common = Buffer.concat([
    words(NEEDS_DEFLATE, 0, DEFLATED, 0, FIRST_DAY),
    longs(crc32(content), packed.length, content.length),
    words(nameBytes.length, 0),
  ]);
  const body = Buffer.concat([longs(0x04034b50), common, nameBytes, packed]);
  const directory = Buffer.concat([
    longs(0x02014b50),
    words(MADE_ON_UNIX),
    common,
    words(0, 0, 0),
    longs(EXECUTABLE_FILE * 0x10000, 0),
    nameBytes,
  ]);
  const end = [
    longs(0x06054b50),
    words(0, 0, 1, 1),
    longs(directory.length, body.length),
    words(0),
  ];
  return Buffer.concat([body, directory, ...end]);
}

const words = (...values: readonly number[]): Buffer => {
  const bytes = Buffer.alloc(values.length * 2);
  values.forEach((value, index) => bytes.writeUInt16LE(value, index * 2));
  return bytes;
};

const longs = (...values: readonly number[]): Buffer => {
  const bytes = Buffer.alloc(values.length * 4);
  values.forEach((value, index) => bytes.writeUInt32LE(value, index * 4));
  return bytes;
};
