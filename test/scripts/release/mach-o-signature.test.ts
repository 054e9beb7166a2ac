import { brokenPages, signMachO } from '../../../scripts/release/mach-o-signature';

const PAGE_BYTES = 4096;
const COMMANDS = { text: 32, linkEdit: 104, signature: 176 };

/**
 * The smallest file that can have a signature: two segments, and the place of a stale signature at
 * the end.
 */
function machO(contentBytes: number, cpu = 0x01000007): Buffer {
  const stale = 64;
  const file = Buffer.alloc(contentBytes + stale, 1);
  [0xfeedfacf, cpu, 3, 2, 3, 160, 0, 0].forEach((word, at) => file.writeUInt32LE(word, at * 4));
  segment(file, COMMANDS.text, '__TEXT', 0, PAGE_BYTES);
  segment(file, COMMANDS.linkEdit, '__LINKEDIT', PAGE_BYTES, file.length - PAGE_BYTES);
  [0x1d, 16, contentBytes, stale].forEach((word, at) =>
    file.writeUInt32LE(word, COMMANDS.signature + at * 4),
  );
  return file;
}

function segment(file: Buffer, at: number, name: string, offset: number, size: number): void {
  file.writeUInt32LE(0x19, at);
  file.writeUInt32LE(72, at + 4);
  file.write(name.padEnd(16, '\0'), at + 8, 'latin1');
  file.writeBigUInt64LE(BigInt(offset), at + 40);
  file.writeBigUInt64LE(BigInt(size), at + 48);
}

describe('the ad hoc signature of a Mach-O file', () => {
  const unsigned = machO(10 * PAGE_BYTES + 160);

  it('replaces a stale one, and is valid for every page', () => {
    expect(() => brokenPages(unsigned)).toThrow(/has no signature/);
    const signed = signMachO(unsigned, 'terraform-provider-keyplane');
    expect(brokenPages(signed)).toBe(0);
    expect(signed.subarray(PAGE_BYTES, 10 * PAGE_BYTES + 160)).toEqual(
      unsigned.subarray(PAGE_BYTES, 10 * PAGE_BYTES + 160),
    );
    expect(signed.includes('terraform-provider-keyplane\0')).toBe(true);
  });

  it('counts every page as broken if the file has grown since it was signed', () => {
    const signed = signMachO(unsigned, 'x');
    const grown = Buffer.concat([
      signed.subarray(0, 10 * PAGE_BYTES),
      Buffer.alloc(PAGE_BYTES),
      signed.subarray(10 * PAGE_BYTES),
    ]);
    const at = COMMANDS.signature + 8;
    grown.writeUInt32LE(grown.readUInt32LE(at) + PAGE_BYTES, at);
    expect(brokenPages(grown)).toBe(11);
  });

  it.each([
    ['x64', 0x01000007, 0x1000],
    ['arm64', 0x0100000c, 0x4000],
  ])('makes the last segment end with the file, on %s', (_, cpu, pageBytes) => {
    const signed = signMachO(machO(10 * PAGE_BYTES, cpu), 'x');
    const size = Number(signed.readBigUInt64LE(COMMANDS.linkEdit + 48));
    expect(PAGE_BYTES + size).toBe(signed.length);
    const memory = Number(signed.readBigUInt64LE(COMMANDS.linkEdit + 32));
    expect(memory % pageBytes).toBe(0);
    expect(memory).toBeGreaterThanOrEqual(size);
    expect(signed.readUInt32LE(COMMANDS.signature + 12)).toBe(signed.length - 10 * PAGE_BYTES);
  });

  it.each([0, 5 * PAGE_BYTES, 10 * PAGE_BYTES + 159])(
    'shows that the byte at %d was changed',
    (at) => {
      const signed = signMachO(unsigned, 'x');
      const last = at === 0 ? 31 : at;
      signed.writeUInt8(signed.readUInt8(last) ^ 1, last);
      expect(brokenPages(signed)).toBe(1);
    },
  );

  it('is the same for the same bytes', () => {
    expect(signMachO(unsigned, 'x')).toEqual(signMachO(Buffer.from(unsigned), 'x'));
  });

  it('is refused for a file that does not end with its signature', () => {
    expect(() => signMachO(Buffer.concat([unsigned, Buffer.alloc(16)]), 'x')).toThrow(
      /must be at its end/,
    );
  });

  it('is refused for a file that is not a Mach-O file', () => {
    expect(() => signMachO(Buffer.alloc(64), 'x')).toThrow(/not a 64-bit Mach-O file/);
  });
});
