import { ApiProblem, type ApiProblemBody } from '../../../provider/client/api-error';
import { PROVIDER_OIDC_SETTINGS } from '../../../provider/client/credentials';
import { explainRefusedToken } from '../../../provider/client/explain-refused-token';

const NOW = Date.parse('2026-11-30T12:00:00Z');
const REFUSAL: ApiProblemBody = {
  title: 'The token was refused',
  status: 400,
  code: 'invalid_request',
  detail: 'No federated identity trusts this subject_token.',
  retryable: undefined,
  errors: [],
  requestId: undefined,
};

const tokenOf = (claims: object) =>
  `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.c2lnbmF0dXJl`;
const explained = (token: string, changes: Partial<ApiProblemBody> = {}) =>
  String(
    explainRefusedToken(
      new ApiProblem({ ...REFUSAL, ...changes }),
      token,
      PROVIDER_OIDC_SETTINGS,
      NOW,
    ),
  );

describe('a refused OIDC token', () => {
  it('is described by the claims that a federated identity compares', () => {
    const claims = {
      iss: 'https://ci.example.com',
      aud: ['a', 'b'],
      sub: 'repo:acme/app',
      jti: 'x',
    };
    const text = explained(tokenOf({ ...claims, exp: NOW / 1000 + 60 }));
    expect(text).toContain(REFUSAL.detail);
    expect(text).toContain('iss "https://ci.example.com", aud ["a","b"], sub "repo:acme/app".');
    expect(text).toContain('If `aud` is wrong, change it where the token is requested');
    expect(text).not.toContain('c2lnbmF0dXJl');
  });

  it('that has expired is explained with the sources that renew it', () => {
    const text = explained(tokenOf({ exp: NOW / 1000 }));
    expect(text).toContain('iss missing, aud missing, sub missing. It has expired.');
    expect(text).toContain('`oidc_token_file`');
  });

  it('is shown without its control characters and at limited length', () => {
    const text = explained(tokenOf({ iss: '\u001b[31m', sub: 'x'.repeat(5_000) }));
    expect(text).toContain('\\u001b[31m');
    expect(text.length).toBeLessThan(1_500);
  });

  it.each(['opaque', 'a.b.c', 'e30.W10', ''])(
    'that is not a JWT is explained as such: %j',
    (token) => {
      expect(explained(token)).toContain('The OIDC token is not a JWT.');
      if (token !== '') expect(explained(token)).not.toContain(`${token}.`);
    },
  );

  it('is not mentioned if something else was refused', () => {
    const token = tokenOf({ iss: 'a' });
    expect(explained(token, { code: 'invalid_scope' })).not.toContain('OIDC');
    expect(explained(token, { detail: 'requested_lifetime_seconds is too large' })).not.toContain(
      'OIDC',
    );
    const other = new Error('subject_token');
    expect(explainRefusedToken(other, token, PROVIDER_OIDC_SETTINGS)).toBe(other);
  });
});
