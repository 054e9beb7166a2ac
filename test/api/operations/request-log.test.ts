import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { Secret } from '../../../api/domain/secret';
import { requestIdOf } from '../../../api/http/request-context';
import { createLog } from '../../../api/operations/log';
import { createMetrics } from '../../../api/operations/metrics';
import { createRequestLog } from '../../../api/operations/request-log';

const secret = Secret.generate('service_account_key').reveal();
const jwt = `${Buffer.from('{"alg":"ES256"}').toString('base64url')}.${'e'.repeat(200)}.${'s'.repeat(80)}`;

function linesOf(url: string): string {
  let written = '';
  const log = createLog({ level: 'info', stream: { write: (line) => void (written += line) } });
  const message = new IncomingMessage(new Socket());
  message.method = 'GET';
  const requestLog = createRequestLog({ log, metrics: createMetrics() });
  requestLog.answered({ message, url, startedMillis: 0, requestId: 'r' }, 404, false);
  // Lines that wait are written before any other line.
  log.info({}, 'end');
  return written;
}

describe('the path in the log', () => {
  it.each([
    ['whole', `/v1/keys/${secret}`, secret],
    ['across the place where long paths are cut', `/${'a'.repeat(170)}/${secret}`, secret],
    ['percent-encoded', `/v1/keys/${secret.replace('_', '%5F')}`, secret],
    [
      'percent-encoded to the last letter, and cut',
      `/${'a'.repeat(150)}/${percent(secret)}`,
      secret,
    ],
    ['that is a JWT, longer than a path is logged', `/v1/tokens/${jwt}`, jwt],
  ])('contains no secret %s', (_how, url, hidden) => {
    const line = linesOf(url);
    expect(line).toContain('[redacted]');
    const body = hidden.slice(hidden.indexOf('_') + 1);
    expect(decodeURIComponent(line.replaceAll(/%(?![0-9a-f]{2})/gi, ''))).not.toContain(
      body.slice(0, 8),
    );
  });

  it('is shortened after 200 characters', () => {
    expect(JSON.parse(linesOf(`/${'a/'.repeat(300)}`).split('\n')[0] ?? '')).toMatchObject({
      path: `/${'a/'.repeat(99)}a`,
    });
  });
});

describe('the request ID of a caller', () => {
  it('is replaced if it contains a secret, so no log, answer or event has it', () => {
    expect(requestIdOf({ 'x-request-id': 'request-0001' })).toBe('request-0001');
    expect(requestIdOf({ 'x-request-id': `id.${secret}` })).toMatch(/^[0-9a-f]{32}$/);
  });
});

function percent(text: string): string {
  return [...text].map((each) => `%${each.charCodeAt(0).toString(16)}`).join('');
}
