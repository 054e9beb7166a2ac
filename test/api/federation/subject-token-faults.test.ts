import { readClaimedToken } from '../../../api/federation/subject-token-faults';

const NOW = new Date('2026-03-01T12:00:00Z');
const SECONDS = NOW.getTime() / 1000;
const GOOD = {
  iss: 'https://issuer.example',
  sub: 'ci',
  aud: 'x',
  iat: SECONDS,
  exp: SECONDS + 60,
};

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const tokenOf = (claims: object, header: object = { alg: 'RS256' }) =>
  `${part(header)}.${part({ ...GOOD, ...claims })}.AAAA`;
const faultOf = (token: string) => readClaimedToken(token, NOW).fault;

describe('a subject token, before it is verified,', () => {
  it('shows no fault if it may be valid', () => {
    const { issuer, claims, fault } = readClaimedToken(tokenOf({ nbf: SECONDS + 60 }), NOW);
    expect([issuer, claims?.sub, fault]).toEqual([GOOD.iss, 'ci', undefined]);
  });

  it.each<[string, string, RegExp]>([
    ['is not a JWT', 'nonsense', /is not a signed JWT\. Send the token/],
    [
      'is too long',
      'x'.repeat(17_000),
      /has 17000 characters\. It must be one JWT of at most 16384 characters/,
    ],
    ['is not signed', tokenOf({}, { alg: 'none' }), /Its alg must be one of RS256/],
    ['is signed by HMAC', tokenOf({}, { alg: 'HS256' }), /Its alg must be one of RS256/],
    [
      'has expired',
      tokenOf({ exp: SECONDS - 60 }),
      /^subject_token expired at 2026-03-01T11:59:00Z\. The time at Keyplane is 2026-03-01T12:00:00Z\./,
    ],
    [
      'begins later',
      tokenOf({ nbf: SECONDS + 61 }),
      /not valid yet: its nbf is 2026-03-01T12:01:01Z/,
    ],
    ['was issued later', tokenOf({ iat: SECONDS + 61 }), /not valid yet: its iat is/],
    ['lacks claims', tokenOf({ exp: undefined, sub: undefined }), /lacks sub, exp\./],
    ['has a claim of another type', tokenOf({ aud: 7 }), /wrong type/],
    ['expired before all time', tokenOf({ exp: 0 }), /expired at 1970-01-01T00:00:00Z/],
  ])('that %s gets this as the reason', (_, token, fault) => {
    expect(faultOf(token)).toMatch(fault);
  });
});
