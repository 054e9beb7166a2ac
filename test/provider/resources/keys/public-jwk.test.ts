import { generateKeyPairSync } from 'node:crypto';
import {
  isPublicJwk,
  sameJwk,
  samePublicKey,
  thumbprintOf,
} from '../../../../provider/resources/keys/public-jwk';

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

  it.each(['', 'ssh-ed25519 AAAA', '[]', 'null', '{}'])('is refused if it is %j', (text) => {
    expect(isPublicJwk.check(text)).toBeDefined();
  });

  it('is the same with its members in another order', () => {
    const { kty, ...rest } = jwk('publicKey');
    expect(sameJwk(JSON.stringify({ kty, ...rest }), JSON.stringify({ ...rest, kty }))).toBe(true);
    expect(sameJwk('{"kty":"EC","x":"1"}', '{"kty":"EC","x":"2"}')).toBe(false);
  });

  it('has the thumbprint of RFC 7638, section 3.1, whatever its `kid` and `use`', () => {
    const rsa = {
      kty: 'RSA',
      n:
        '0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_B' +
        'JECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_F' +
        'DW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4' +
        'vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw',
      e: 'AQAB',
    };
    const named = JSON.stringify({ ...rsa, alg: 'RS256', kid: '2011-04-29' });
    expect(thumbprintOf(named)).toBe('NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs');
    expect(samePublicKey(named, JSON.stringify(rsa))).toBe(true);
    expect(samePublicKey(named, JSON.stringify(jwk('publicKey')))).toBe(false);
    expect(thumbprintOf('{"kty":"oct"}')).toBeUndefined();
  });
});
