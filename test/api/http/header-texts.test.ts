import { idempotencyKeyFault } from '../../../api/http/request-headers';
import { problemHeaders } from '../../../api/http/response-headers';

test('an Idempotency-Key with a space is not mistaken for several headers', () => {
  expect(idempotencyKeyFault(['a b'])).toMatch(/no spaces/);
  expect(idempotencyKeyFault(['a', 'b'])).toMatch(/several Idempotency-Key headers/);
});

test.each(['insufficient_permissions', 'role_escalation'] as const)(
  'the document names the challenge of a refusal with %s, which only bearer tokens get',
  (code) => {
    const { 'WWW-Authenticate': challenge } = problemHeaders([code, 'not_assigned']);
    expect(challenge?.required).toBeUndefined();
    expect(challenge?.schema.example).toContain('insufficient_scope');
    expect(problemHeaders(['not_assigned'])).not.toHaveProperty('WWW-Authenticate');
  },
);
