import { plainVerifyKeyBody } from '../../../api/verification/plain-verify-key-body';
import { verifyKeyBody } from '../../../api/verification/verification-schemas';

const SECRET = `kps_${'a'.repeat(49)}`;

test.each<[string, object]>([
  ['a secret alone', { secret: SECRET }],
  ['a secret with permissions', { permissions: ['reports.read', 'a.b'], secret: SECRET }],
  ['100 permissions', { secret: SECRET, permissions: Array<string>(100).fill('reports.read') }],
  ['a malformed secret', { secret: 'x', permissions: [] }],
])('%s becomes what the schema makes of it', (_what, body) => {
  expect(plainVerifyKeyBody(body)).toEqual(verifyKeyBody.parse(body));
});

test.each<[string, unknown]>([
  ['no body', undefined],
  ['null', null],
  ['a text', SECRET],
  ['a list', [SECRET]],
  ['an empty object', {}],
  ['an empty secret', { secret: '' }],
  ['a secret that is not a text', { secret: [SECRET] }],
  ['a secret with another character', { secret: `${SECRET}é` }],
  ['a secret with a line break', { secret: `${SECRET}\n` }],
  ['a long secret', { secret: 'a'.repeat(101) }],
  ['a token', { token: 'a.b.c', audience: 'x' }],
  ['another member', { secret: SECRET, audience: 'x' }],
  ['an unknown member', { secret: SECRET, extra: 1 }],
  ['permissions of null', { secret: SECRET, permissions: null }],
  ['permissions that are an object', { secret: SECRET, permissions: {} }],
  ['a permission that is not a text', { secret: SECRET, permissions: [['reports.read']] }],
  ['a permission in another form', { secret: SECRET, permissions: ['reports'] }],
  ['a permission with a line break', { secret: SECRET, permissions: ['reports.read\n'] }],
  ['101 permissions', { secret: SECRET, permissions: Array<string>(101).fill('reports.read') }],
])('%s is left to the schema', (_what, body) => {
  expect(plainVerifyKeyBody(body)).toBeUndefined();
});
