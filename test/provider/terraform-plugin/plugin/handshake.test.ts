import {
  handshakeLine,
  parsePluginEnvironment,
  reattachEnvironment,
} from '../../../../provider/terraform-plugin/plugin/handshake';

const cookie = {
  TF_PLUGIN_MAGIC_COOKIE: 'd602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2',
};

describe('the handshake', () => {
  it('needs the cookie of Terraform', () => {
    expect(parsePluginEnvironment({})).toBeUndefined();
    expect(parsePluginEnvironment({ TF_PLUGIN_MAGIC_COOKIE: 'other' })).toBeUndefined();
    expect(parsePluginEnvironment(cookie)).toEqual({});
  });

  it('reads the settings that Terraform passes', () => {
    expect(
      parsePluginEnvironment({
        ...cookie,
        PLUGIN_CLIENT_CERT: 'pem',
        PLUGIN_UNIX_SOCKET_DIR: '/run/x',
      }),
    ).toEqual({ clientCertificate: 'pem', socketDirectory: '/run/x' });
  });

  it('answers with one line that ends in the certificate, without padding', () => {
    const address = { network: 'unix', address: '/tmp/x.sock' } as const;
    expect(handshakeLine(address, Buffer.from('four'))).toBe('1|6|unix|/tmp/x.sock|grpc|Zm91cg\n');
    expect(handshakeLine({ network: 'tcp', address: '127.0.0.1:7' })).toBe(
      '1|6|tcp|127.0.0.1:7|grpc|\n',
    );
  });

  it('describes a process to reattach to', () => {
    const address = { network: 'unix', address: '/tmp/x.sock' } as const;
    expect(JSON.parse(reattachEnvironment('a/b/c', address, 42))).toEqual({
      'a/b/c': {
        Protocol: 'grpc',
        ProtocolVersion: 6,
        Pid: 42,
        Test: true,
        Addr: { Network: 'unix', String: '/tmp/x.sock' },
      },
    });
  });
});
