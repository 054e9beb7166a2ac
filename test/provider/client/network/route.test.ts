import { routeTo } from '../../../../provider/client';

const KEYS = 'https://keys.example.com';
const addressFor = (endpoint: string, environment: Record<string, string>) => {
  const route = routeTo(endpoint, environment);
  return 'problem' in route ? route.problem : route.proxy?.address;
};

describe('the proxy for an endpoint', () => {
  it.each([
    ['127.0.0.1:8080', 'http://127.0.0.1:8080'],
    ['cache.corp.example.com:1234', 'http://cache.corp.example.com:1234'],
    ['cache.corp.example.com', 'http://cache.corp.example.com'],
    ['localhost', 'http://localhost'],
    ['https://127.0.0.1:8080', 'https://127.0.0.1:8080'],
    ['HTTP://Proxy.example:3128/', 'http://proxy.example:3128'],
    ['[fd00::1]:3128', 'http://[fd00::1]:3128'],
    ['user:secret@proxy.example:3128', 'http://proxy.example:3128'],
    [' http://proxy.example:3128\n', 'http://proxy.example:3128'],
    ['socks5://proxy.example', 'socks5://proxy.example'],
    ['socks5h://proxy.example:1081', 'socks5://proxy.example:1081'],
  ])('may be given as %j', (text, address) => {
    expect(addressFor(KEYS, { HTTPS_PROXY: text })).toBe(address);
  });

  it.each([
    ['http://keys.example.com', { HTTP_PROXY: 'a', HTTPS_PROXY: 'b' }, 'http://a'],
    [KEYS, { HTTP_PROXY: 'a', HTTPS_PROXY: 'b' }, 'http://b'],
    [KEYS, { HTTP_PROXY: 'a' }, undefined],
    [KEYS, { https_proxy: 'b' }, 'http://b'],
    [KEYS, { HTTPS_PROXY: 'upper', https_proxy: 'lower' }, 'http://upper'],
    [KEYS, { HTTPS_PROXY: '', https_proxy: 'lower' }, 'http://lower'],
    [KEYS, { ALL_PROXY: 'a' }, undefined],
    [KEYS, { HTTPS_PROXY: 'b', NO_PROXY: 'example.com' }, undefined],
    [KEYS, { HTTPS_PROXY: 'b', no_proxy: 'keys.example.com:443' }, undefined],
    [KEYS, { HTTPS_PROXY: 'b', NO_PROXY: 'other', no_proxy: '*' }, 'http://b'],
    [
      'https://keys.example.com:8443',
      { HTTPS_PROXY: 'b', NO_PROXY: 'example.com:443' },
      'http://b',
    ],
    ['https://localhost:8443', { HTTPS_PROXY: 'b' }, undefined],
    ['https://[::1]:8443', { HTTPS_PROXY: 'b' }, undefined],
    ['http://127.0.0.1:8700', { HTTP_PROXY: 'a' }, undefined],
    [KEYS, { HTTPS_PROXY: 'b', REQUEST_METHOD: 'GET' }, 'http://b'],
  ])('for %s with %j is %s', (endpoint, environment, address) => {
    expect(addressFor(endpoint, environment as Record<string, string>)).toBe(address);
  });

  it('receives its credentials percent-decoded', () => {
    const route = routeTo(KEYS, { https_proxy: 'http://me%40corp:p%3As@proxy.example:3128' });
    expect(route).toEqual({
      proxy: {
        protocol: 'http:',
        hostname: 'proxy.example',
        port: 3128,
        address: 'http://proxy.example:3128',
        variable: 'https_proxy',
        user: { name: 'me@corp', password: 'p:s' },
      },
    });
  });

  it.each([
    [{ HTTPS_PROXY: 'http://u:hunter2@pro xy' }, 'HTTPS_PROXY is not the address of a proxy'],
    [{ HTTPS_PROXY: 'http://u:hunter2#@proxy' }, 'HTTPS_PROXY is not the address of a proxy'],
    [{ https_proxy: 'socks4://u:hunter2@proxy' }, 'https_proxy begins with socks4://'],
  ])('is refused if it is %j, and the error hides its password', (environment, sentence) => {
    const route = routeTo(KEYS, environment as Record<string, string>);
    expect(route).toMatchObject({ problem: expect.stringContaining(sentence) });
    expect(JSON.stringify(route)).not.toContain('hunter2');
  });

  it('is refused in a CGI environment, because a request may have set it', () => {
    const environment = { HTTP_PROXY: 'http://proxy.example', REQUEST_METHOD: 'GET' };
    expect(routeTo('http://keys.example.com', environment)).toMatchObject({
      problem: expect.stringContaining('REQUEST_METHOD is set'),
    });
  });

  it('may be malformed if the endpoint is exempt from it', () => {
    expect(routeTo(KEYS, { HTTPS_PROXY: 'socks4://proxy', no_proxy: '*' })).toEqual({
      exemptedBy: 'no_proxy',
    });
  });
});
