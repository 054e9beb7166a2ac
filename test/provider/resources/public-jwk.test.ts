import { generateKeyPairSync } from 'node:crypto';
import { isPublicJwk, sameJwk } from '../../../provider/resources/public-jwk';

const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const jwk = (key: 'publicKey' | 'privateKey') => pair[key].export({ format: 'jwk' });

describe('a public key in a configuration', () => {
  it('is accepted as a JSON Web Key', () => {
    expect(isPublicJwk.check(JSON.stringify(jwk('publicKey')))).toBeUndefined();
  });

  it('is refused with its private half, without showing it', () => {
    const problem = isPublicJwk.check(JSON.stringify(jwk('privateKey')));
    expect(problem).toContain('private parts: d');
    expect(problem).not.toContain(jwk('privateKey').d);
  });

  it.each(['', 'ssh-ed25519 AAAA', '[]', 'null', '{}'])('is refused as %j', (text) => {
    expect(isPublicJwk.check(text)).toBeDefined();
  });

  it('is the same in another order of members', () => {
    const { kty, ...rest } = jwk('publicKey');
    expect(sameJwk(JSON.stringify({ kty, ...rest }), JSON.stringify({ ...rest, kty }))).toBe(true);
    expect(sameJwk('{"kty":"EC","x":"1"}', '{"kty":"EC","x":"2"}')).toBe(false);
  });
});
