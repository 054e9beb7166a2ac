import { ApiNotKeyplane, ApiProblem, ApiUnreachable } from '../../../provider/client';
import { type Asked, judgeAnswer } from '../../../provider/client/judge-answer';

const ENDPOINT = 'https://keys.example.com';

function judged(status: number, type: string, asked: Partial<Asked>, text = '<h1>Oops</h1>') {
  const outcome = judgeAnswer(
    { status, headers: { 'content-type': type }, text },
    { method: 'GET', endpoint: ENDPOINT, proxy: undefined, isProven: false, ...asked },
  );
  if ('json' in outcome) throw new Error('a good answer');
  return outcome;
}

const GATEWAY = [408, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524, 525, 526, 527, 530];
const OWN_TO_KEYPLANE = [500, 525, 526, 527, 530];

describe('an answer of a gateway in front of Keyplane', () => {
  it.each(GATEWAY)('with status %d is retried if Keyplane has answered before', (status) => {
    for (const type of ['text/html; charset=utf-8', 'application/json', 'text/plain']) {
      const { error, repeat } = judged(status, type, { isProven: true }, '{"message":"no"}');
      expect(error).toBeInstanceOf(ApiUnreachable);
      expect(error.message).toContain(`${ENDPOINT} answered with status ${status} and`);
      expect(error.message).toContain('not from Keyplane itself');
      expect(error.message).toContain('Run again later.');
      expect(repeat).toBe('for-a-while');
    }
  });

  it.each(GATEWAY)(
    'with status %d is reported as not from Keyplane if Keyplane has never answered',
    (status) => {
      const { error, repeat } = judged(status, 'text/html', {});
      expect(error.message).toMatch(/not from Keyplane itself|is not the Keyplane API/);
      expect(error.message).toContain('a web page (text/html)');
      expect(repeat).toBe(OWN_TO_KEYPLANE.includes(status) ? 'never' : 'for-a-while');
    },
  );

  it.each([400, 401, 403, 404, 409, 413, 501, 505, 200, 302])(
    'with status %d is never retried',
    (status) => {
      const { error, repeat } = judged(status, 'text/html', { isProven: true });
      expect(error).toBeInstanceOf(ApiNotKeyplane);
      expect(repeat).toBe('never');
    },
  );

  it('names the proxy that the request went through, and not its credentials', () => {
    const proxy = {
      protocol: 'http:' as const,
      hostname: 'proxy',
      port: 3128,
      address: 'http://proxy:3128',
      variable: 'HTTP_PROXY',
      user: { name: 'u', password: 'hunter2' },
    };
    for (const isProven of [true, false]) {
      const { message } = judged(502, 'text/html', { isProven, proxy }).error;
      expect(message).toContain('through the proxy http://proxy:3128 of HTTP_PROXY.');
      expect(message).not.toContain('hunter2');
    }
    expect(judged(403, 'text/html', { proxy }).error.message).toContain(
      'the proxy http://proxy:3128',
    );
  });
});

it('a problem document with status 500 counts as an answer of Keyplane, and is not retried', () => {
  const problem = { title: 'Failed', status: 500, code: 'internal', detail: 'D', retryable: false };
  const type = 'application/problem+json';
  const { error, repeat } = judged(500, type, { isProven: true }, JSON.stringify(problem));
  expect(error).toBeInstanceOf(ApiProblem);
  expect(repeat).toBe('never');
});
