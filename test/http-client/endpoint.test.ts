import { describeConnectionFailure, isClearText, parseEndpoint } from '../../http-client';

describe('an endpoint', () => {
  it.each([
    ['https://keys.example.com', 'https://keys.example.com'],
    ['https://Keys.Example.com/', 'https://keys.example.com'],
    ['http://127.0.0.1:8080', 'http://127.0.0.1:8080'],
    ['https://example.com/keyplane/', 'https://example.com/keyplane'],
  ])('may be %s', (text, endpoint) => {
    expect(parseEndpoint(text)).toEqual({ endpoint });
  });

  it.each([
    'keys.example.com',
    'localhost:8080',
    'ftp://example.com',
    'https://user:pass@example.com',
    'https://example.com?x=1',
    'https://example.com/?',
    'https://example.com#x',
    'https://exam ple.com',
    '',
  ])('may not be %j', (text) => {
    expect(parseEndpoint(text)).toHaveProperty('problem');
  });

  it.each([
    'https://ada:hunter2@example.com',
    'https://hunter2@example.com',
    'https://ada:hunter2%40@example.com/keyplane',
    'https://ada:hunter2/x@example.com',
    'https://ada:1/hunter2@example.com',
    'https://ada:hunter2?#@example.com',
    'https://ada:hunter2 x@example.com',
    'ada:hunter2@example.com',
    'ftp://ada:hunter2@example.com',
    'https://ada:hunter2@',
  ])('is refused if it contains credentials, without showing them: %s', (text) => {
    const parsed = parseEndpoint(text);
    expect(parsed).toEqual({
      problem: expect.stringMatching(/^contains a user name or a password/),
    });
    expect(JSON.stringify(parsed)).not.toMatch(/hunter2|ada/);
  });

  it.each([
    ['http://keys.example.com', true],
    ['http://10.0.0.1', true],
    ['https://keys.example.com', false],
    ['http://localhost:8080', false],
    ['http://127.1.2.3', false],
    ['http://[::1]:8080', false],
  ])('says whether secrets cross a network in clear text: %s: %s', (endpoint, clear) => {
    expect(isClearText(endpoint)).toBe(clear);
  });
});

describe('a failed connection', () => {
  const failure = (code: string, message = '') => {
    const error = Object.assign(new Error(message), { code });
    return describeConnectionFailure(error, 'https://k.example');
  };

  it.each([
    ['ENOTFOUND', 'unknown to DNS', false],
    ['EAI_AGAIN', 'DNS did not answer', true],
    ['ECONNREFUSED', 'Nothing accepts connections at k.example', true],
    ['ECONNRESET', 'closed the connection', true],
    ['ETIMEDOUT', 'did not answer in time', true],
    ['CERT_HAS_EXPIRED', 'TLS connection', false],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'NODE_EXTRA_CA_CERTS', false],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'write http://', false],
    ['ERR_SSL_PACKET_LENGTH_TOO_LONG', 'write http://', false],
    ['HPE_INVALID_CONSTANT', 'does not speak HTTP', false],
  ])('with %s says %j, and whether a retry may help: %s', (code, sentence, mayPass) => {
    expect(failure(code)).toEqual({ sentence: expect.stringContaining(sentence), mayPass });
  });
});
