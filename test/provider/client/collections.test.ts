import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { USED_FAMILIES } from '../../../provider/client';
import { collectionTable } from '../../../provider/client/generate-collections';

const COMMITTED = path.join(__dirname, '../../../provider/client/generated/collections.ts');
const ID = { in: 'path', schema: { pattern: '^lbl_[0-9a-z]{1,60}$' } };
const ONE = { get: { parameters: [ID] }, patch: {}, delete: {} };

function tableOf(paths: object): string {
  return collectionTable({ paths });
}

describe('the table of collections', () => {
  it('is what the document generates', async () => {
    // If this fails: npm run generate
    expect(await readFile(COMMITTED, 'utf8')).toBe(collectionTable());
  });

  it('names a collection whose objects can be created, read, changed and deleted', () => {
    const paths = { '/v1/user-labels': { post: {} }, '/v1/user-labels/{label_id}': ONE };
    expect(tableOf(paths)).toContain("  userLabels: { path: '/v1/user-labels', prefix: 'lbl' },\n");
  });

  it.each(['get', 'patch', 'delete'])('omits a collection whose objects have no %s', (method) => {
    const one = { ...ONE, [method]: undefined };
    const paths = { '/v1/labels': { post: {} }, '/v1/labels/{label_id}': one };
    expect(tableOf(paths)).not.toContain('labels');
  });

  it('omits a collection in which nothing can be created', () => {
    const paths = { '/v1/labels': { get: {} }, '/v1/labels/{label_id}': ONE };
    expect(tableOf(paths)).not.toContain('labels');
  });
});

test('Keyplane reports the use of these families', () => {
  expect(USED_FAMILIES).toEqual([
    '/v1/application-keys',
    '/v1/members',
    '/v1/roles',
    '/v1/service-account-keys',
    '/v1/service-accounts',
    '/v1/service-key-tokens',
    '/v1/service-keys',
  ]);
});
