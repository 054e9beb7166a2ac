import { tlsSentence } from '../../http-client/tls-failure';

describe('the sentence about a failed TLS connection', () => {
  const CODE = 'ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE';

  it('says what a released executable supports if the two sides could not agree', () => {
    const sentence = tlsSentence('keys.example.com', CODE, [], true);
    expect(sentence).toContain('The TLS connection to keys.example.com failed');
    expect(sentence).toContain('needs a server with TLS 1.2 or 1.3, ECDHE with X25519');
    expect(sentence).not.toContain('NODE_EXTRA_CA_CERTS');
  });

  it('names only the error code on Node, which supports more', () => {
    expect(tlsSentence('keys.example.com', CODE, [], false)).toBe(
      'The TLS connection to keys.example.com failed: the two sides could not agree on the ' +
        `TLS settings (${CODE}).`,
    );
  });

  it('gives advice about certificate authorities only if the authority is unknown', () => {
    const sentence = tlsSentence('keys.example.com', 'SELF_SIGNED_CERT_IN_CHAIN', [], true);
    expect(sentence).toContain('SSL_CERT_FILE');
    expect(sentence).not.toContain('ECDHE');
  });
});
