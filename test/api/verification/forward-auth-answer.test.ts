import { Failure } from '../../../api/domain/failure';
import { failureAnswer, refusalOf } from '../../../api/verification/forward-auth-answer';
import { VERIFICATION_CODES } from '../../../api/verification/verification';
import type { KnownVerification } from '../../../api/verification/verification';

describe('the verdict of a check', () => {
  const FORBIDDEN = [
    'insufficient_permissions',
    'service_not_enabled',
    'policy_not_offered',
    'model_not_enabled',
  ];
  const refused = VERIFICATION_CODES.filter((code) => code !== 'valid');

  it.each(refused)('%s is 403 if a valid key may not do this, and 401 otherwise', (code) => {
    const verification = { code, missing: [] } as unknown as KnownVerification & {
      code: 'revoked';
    };
    expect(refusalOf(verification, 'x-api-key')).toMatchObject({
      code: FORBIDDEN.includes(code) ? 'insufficient_permissions' : 'unauthenticated',
      because: code,
      message: expect.stringMatching(/^(This|The) .*\.$/),
      challenge: expect.stringMatching(/^Bearer realm="keyplane", error="/),
    });
  });

  it.each([
    [
      'a token',
      { id: 'svk_1' },
      /^The service key of this token .* Enable it on the service key\./,
    ],
    [
      'a key of a service account',
      null,
      /^Only tokens of a service key can call a service.* Use a token of a service key/,
    ],
  ])('says what to do if %s may not call the service', (_, serviceKey, text) => {
    const code = 'service_not_enabled';
    const verification = { code, missing: [], call: { code, serviceKey } };
    const refused = verification as unknown as KnownVerification & { code: 'revoked' };
    expect(refusalOf(refused, 'x-api-key').message).toMatch(text);
  });

  it('names missing permissions in the challenge unless nginx could not read that', () => {
    const lacking = (missing: string[]) =>
      refusalOf(
        { code: 'insufficient_permissions', missing } as unknown as KnownVerification & {
          code: 'insufficient_permissions';
        },
        'authorization',
      ).challenge;
    expect(lacking(['a.b', 'c.d'])).toMatch(/, scope="a\.b c\.d"$/);
    expect(lacking(Array.from({ length: 100 }, () => 'reports.read_everything'))).not.toContain(
      'scope=',
    );
  });
});

it('is 503 and never 500 if Keyplane cannot decide, and no cache stores it', () => {
  const answers = (['internal', 'unavailable'] as const).map((code) =>
    failureAnswer(new Failure(code, 'It could not.'), {
      requestId: 'request-1',
      issuer: 'https://keys.example',
    }),
  );
  for (const { status, headers, body } of answers) {
    expect([status, JSON.parse(body)]).toEqual([
      503,
      expect.objectContaining({ status: 503, code: 'unavailable', retryable: true }),
    ]);
    expect(headers.join(' ')).toMatch(/cache-control no-store.* retry-after 1/);
  }
});
