import { isListed, isLocal } from '../../http-client/no-proxy';

const address = (host: string, port = '80') => ({ host, port });

/** The tables of golang.org/x/net/http/httpproxy, proxy_test.go. */
const GO_LIST =
  'foobar.com, .barbaz.net, *.wildcard.io, 192.168.1.1, 192.168.1.2:81, 192.168.1.3:80, ' +
  '10.0.0.0/30, 2001:db8::52:0:1, [2001:db8::52:0:2]:443, [2001:db8::52:0:3]:80, 2002:db8:a::45/64';

describe('the list of NO_PROXY', () => {
  it.each([
    ['::2', false],
    ['192.168.1.1', true],
    ['192.168.1.2', false],
    ['192.168.1.3', true],
    ['192.168.1.4', false],
    ['10.0.0.2', true],
    ['2001:db8::52:0:1', true],
    ['2001:db8::52:0:2', false],
    ['2001:db8::52:0:3', true],
    ['2002:db8:a::123', true],
    ['fe80::424b:c8be:1643:a1b6', false],
    ['barbaz.net', false],
    ['www.barbaz.net', true],
    ['foobar.com', true],
    ['www.foobar.com', true],
    ['foofoobar.com', false],
    ['baz.com', false],
    ['localhost.net', false],
    ['local.localhost', false],
    ['barbarbaz.net', false],
    ['wildcard.io', false],
    ['nested.wildcard.io', true],
    ['awildcard.io', false],
  ])('is read as Go reads it: %s is listed: %s', (host, listed) => {
    expect(isListed(GO_LIST, address(host))).toBe(listed);
    expect(isListed('*', address(host))).toBe(true);
  });

  it.each([
    ['Keys.Example.COM', 'keys.example.com', '443', true],
    ['keys.example.com:443', 'keys.example.com', '443', true],
    ['keys.example.com:8443', 'keys.example.com', '443', false],
    ['ample.com', 'example.com', '80', false],
    ['示例.com', 'www.xn--fsq092h.com', '80', true],
    ['10.0.0.0/8', '10.200.0.1', '443', true],
    ['10.0.0.0/33', '10.200.0.1', '443', false],
    ['10.0.0.1', '::ffff:10.0.0.1', '443', true],
    ['10.0.0.0/8', 'keys.10.0.0.1.example', '443', false],
    ['0.0.0.0/0', 'keys.example.com', '443', false],
    ['fd00::/8', 'fd12::1', '443', true],
    [':1', 'example.com', '80', false],
    [',, ,', 'example.com', '80', false],
    ['', 'example.com', '80', false],
    ['other.example, *', 'example.com', '80', true],
    ['*.example.com:443', 'keys.example.com', '443', true],
    ['.com', 'example.com', '80', true],
  ])('%j lists %s, port %s: %s', (list, host, port, listed) => {
    expect(isListed(list, address(host, port))).toBe(listed);
  });

  it.each([
    ['localhost', true],
    ['127.0.0.1', true],
    ['127.9.9.9', true],
    ['::1', true],
    ['::2', false],
    ['localhost.example', false],
    ['10.0.0.1', false],
  ])('need not list this machine: %s is local: %s', (host, local) => {
    expect(isLocal(address(host))).toBe(local);
  });
});
