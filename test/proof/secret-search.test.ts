import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { zipArchive } from '../support/zip-archive';
import { findSecrets } from './support/secret-search';

const SECRET = 'kps_8Jq2mVx0LrTfYb7KdWc5ZnHs3GpQaUe1RiXoMtBv9Eyw4Fk';

const sought = [{ name: 'the secret', secret: SECRET }];

function search(bytes: Buffer) {
  return findSecrets(sought, [{ name: 'here', bytes }]);
}

describe('the search for secrets', () => {
  it.each([
    ['as it is', Buffer.from(`{"secret":"${SECRET}"}`)],
    ['cut off at its end', Buffer.from(`… ${SECRET.slice(0, 30)}`)],
    ['cut off at its beginning', Buffer.from(`${SECRET.slice(22)} …`)],
    ['in base64', Buffer.from(Buffer.from(SECRET).toString('base64'))],
    ['in base64 behind one byte', Buffer.from(Buffer.from(`:${SECRET}`).toString('base64'))],
    ['in base64 of HTTP Basic', Buffer.from(Buffer.from(`kpi_12:${SECRET}`).toString('base64'))],
    ['in base64url', Buffer.from(Buffer.from(`ab${SECRET}cd`).toString('base64url'))],
    ['in hexadecimal', Buffer.from(Buffer.from(SECRET).toString('hex'))],
    ['in UTF-16', Buffer.from(`x${SECRET}`, 'utf16le')],
    ['in a zip archive', zipArchive({ tfplan: SECRET })],
    ['in a gzip file in a zip archive', gzipSync(zipArchive({ 'state.json': SECRET }))],
  ])('finds one %s', (_how, bytes) => {
    expect(search(bytes)[0]).toMatchObject({ secret: 'the secret' });
  });

  it('finds nothing in texts that only look similar', () => {
    const other = SECRET.split('').reverse().join('');
    const masked = `${SECRET.slice(0, 8)}…${SECRET.slice(-4)}`;
    const bytes = Buffer.from([other, masked, randomBytes(5000).toString('base64')].join('\n'));
    expect(search(bytes)).toEqual([]);
  });
});
