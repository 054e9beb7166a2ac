import { createAuthorize } from '../../../provider/client/authorization';

const MINUTE = 60_000;
const FEDERATED = { serviceAccountId: 'sa_1', oidcToken: { value: 'signed outside' } };

function counted() {
  let issued = 0;
  const issue = () => Promise.resolve({ token: `token-${++issued}`, expiresInSeconds: 600 });
  return { issue };
}

test('a key authorizes a call without a request for a token', async () => {
  const authorize = createAuthorize({ clientId: 'a', clientSecret: 'b' }, counted());
  expect(await authorize()).toBe(`Basic ${btoa('a:b')}`);
});

test('an OIDC token is exchanged once for all calls that wait, and again before it expires', async () => {
  let now = 0;
  const authorize = createAuthorize(FEDERATED, counted(), () => now);
  expect(await Promise.all([authorize(), authorize()])).toEqual([
    'Bearer token-1',
    'Bearer token-1',
  ]);
  now = 7 * MINUTE;
  expect(await authorize()).toBe('Bearer token-1');
  now = 8 * MINUTE;
  expect(await authorize()).toBe('Bearer token-2');
});

test('a refused exchange is tried again at the next call', async () => {
  const issue = jest
    .fn()
    .mockRejectedValueOnce(new Error('refused'))
    .mockResolvedValue({ token: 'good', expiresInSeconds: 600 });
  const authorize = createAuthorize(FEDERATED, { issue });
  await expect(authorize()).rejects.toThrow('refused');
  expect(await authorize()).toBe('Bearer good');
});
