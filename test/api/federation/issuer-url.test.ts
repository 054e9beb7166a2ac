import { ISSUER_PATTERN, isIssuerUrl, NOT_A_URL } from '../../../api/federation/issuer-url';

const pattern = new RegExp(ISSUER_PATTERN);

describe('an issuer', () => {
  it.each(['', ':0', ':443', ':08443', ':9999', ':59999', ':64999', ':65499', ':65529', ':65535'])(
    'may have the port %j',
    (port) => {
      expect(
        [pattern, { test: isIssuerUrl }].map((each) => each.test(`https://x.example${port}/`)),
      ).toEqual([true, true]);
    },
  );

  it.each([':65536', ':70000', ':99999', ':100000', ':1:2', ':x'])(
    'cannot have the port %j, as its pattern and the message say',
    (port) => {
      expect(pattern.test(`https://x.example${port}/`)).toBe(false);
      expect(NOT_A_URL).toContain('any port must be at most 65535');
    },
  );

  it('may be an IPv6 address in brackets', () => {
    expect([isIssuerUrl('https://[2001:db8::1]:8443/a'), isIssuerUrl('https://[2001/')]).toEqual([
      true,
      false,
    ]);
  });
});
