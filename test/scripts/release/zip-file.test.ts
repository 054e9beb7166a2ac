import { crc32 } from 'node:zlib';
import { zipFile } from '../../../scripts/release/zip-file';
import { readZip } from '../../../scripts/zip-entry';

const CONTENT = Buffer.from('the provider '.repeat(1000));

describe('the archive of one executable', () => {
  it('holds that file alone, packed, with its checksum and mode 755', async () => {
    const archive = await zipFile('provider_v1', CONTENT);
    expect([...readZip(archive)]).toEqual([['provider_v1', CONTENT]]);
    expect(archive.length).toBeLessThan(CONTENT.length / 10);
    const directory = archive.readUInt32LE(archive.length - 6);
    expect(archive.readUInt32LE(directory + 16)).toBe(crc32(CONTENT));
    expect(archive.readUInt32LE(directory + 38) >>> 16).toBe(0o100755);
  });

  it('has equal bytes for an equal file', async () => {
    expect(await zipFile('x', CONTENT)).toEqual(await zipFile('x', Buffer.from(CONTENT)));
  });
});
