import { deflateRawSync } from 'node:zlib';

/** A deflated zip archive of text files. Its CRCs are zero: only a reader that checks none takes it. */
export const zipArchive = (files: Readonly<Record<string, string>>): Buffer => {
  const bodies: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, text] of Object.entries(files)) {
    const content = Buffer.from(text);
    const packed = deflateRawSync(content);
    const common = Buffer.concat([
      // Version 2.0, no flags, deflate, no time, no CRC.
      words(20, 0, 8, 0, 0),
      longs(0, packed.length, content.length),
      words(Buffer.byteLength(name), 0),
    ]);
    const body = Buffer.concat([longs(0x04034b50), common, Buffer.from(name), packed]);
    bodies.push(body);
    directory.push(
      longs(0x02014b50),
      words(20),
      common,
      words(0, 0, 0),
      longs(0, offset),
      Buffer.from(name),
    );
    offset += body.length;
  }
  const entries = Buffer.concat(directory);
  const count = bodies.length;
  const end = [
    longs(0x06054b50),
    words(0, 0, count, count),
    longs(entries.length, offset),
    words(0),
  ];
  return Buffer.concat([...bodies, entries, ...end]);
};

const words = (...values: number[]): Buffer => Buffer.from(Uint16Array.from(values).buffer);
const longs = (...values: number[]): Buffer => Buffer.from(Uint32Array.from(values).buffer);
