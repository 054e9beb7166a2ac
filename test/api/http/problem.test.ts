import { Failure, FAILURE_CODES } from '../../../api/domain/failure';
import { problemAnswer } from '../../../api/http/http-answer';
import { RateLimited } from '../../../api/rate-limit/rate-limited';

function answerTo(failure: Failure) {
  const { headers, body } = problemAnswer(failure, 'r1', 'https://keys.example');
  const at = headers.indexOf('retry-after');
  return {
    retryable: (JSON.parse(body) as { retryable: boolean }).retryable,
    retryAfter: at === -1 ? undefined : headers[at + 1],
  };
}

describe('a problem', () => {
  it.each(FAILURE_CODES)('has the page about the code %s as its type', (code) => {
    const { body } = problemAnswer(new Failure(code, 'No.'), 'r1', 'https://keys.example');
    expect(JSON.parse(body)).toMatchObject({ type: `https://keys.example/docs/errors/${code}` });
  });

  it('says that a repeat can help only if the failure ends by itself', () => {
    const retryable = FAILURE_CODES.filter((code) => answerTo(new Failure(code, 'No.')).retryable);
    expect(retryable).toEqual([
      'request_in_progress',
      'run_in_doubt',
      'rate_limited',
      'unavailable',
      'internal',
    ]);
  });

  it.each(FAILURE_CODES)(
    'has a Retry-After for the code %s if and only if it is retryable',
    (code) => {
      const { retryable, retryAfter } = answerTo(new Failure(code, 'No.'));
      expect(retryAfter !== undefined).toBe(retryable);
    },
  );

  it('shows the time that its failure names', () => {
    const failure = new Failure('rotation_in_progress', 'No.', { retryAfterSeconds: 42 });
    expect(answerTo(failure)).toEqual({ retryable: true, retryAfter: '42' });
  });

  it('says when the window of a rate limit ends', () => {
    const limit = { name: 'unknown', attempts: 5, windowSeconds: 60 };
    const failure = new RateLimited({ allowed: false, remaining: 0, resetSeconds: 7, limit });
    expect(answerTo(failure)).toEqual({ retryable: true, retryAfter: '7' });
  });
});
