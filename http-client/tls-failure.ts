/** Codes of Node and OpenSSL. */
export function isTlsFailure(code: string): boolean {
  return /CERT|SELF_SIGNED|UNABLE_TO|ERR_TLS|ERR_SSL|EPROTO|HOSTNAME_MISMATCH/.test(code);
}

/** A released executable uses BoringSSL, which offers fewer ciphers than the TLS of Node. */
const FEWER_CIPHERS =
  'This executable needs a server with TLS 1.2 or 1.3, ECDHE with X25519, P-256 or P-384, and a ' +
  'certificate with an ECDSA key or an ordinary RSA key. If the server has other settings, change them, or ' +
  'use the provider that is a script for Node.js.';

/**
 * Why a certificate is not accepted, and what to do; `peer` is a host, or a proxy with its name.
 * `knowsFewerCiphers` is set in a released executable.
 */
export function tlsSentence(
  peer: string,
  code: string,
  faults: readonly string[],
  knowsFewerCiphers = process.versions.bun !== undefined,
): string {
  const failed = `The TLS connection to ${peer} failed:`;
  switch (code) {
    case 'CERT_HAS_EXPIRED':
      return `${failed} its certificate has expired. Renew it, and check the clock of this machine.`;
    case 'CERT_NOT_YET_VALID':
      return `${failed} its certificate is not valid yet. Check the clock of this machine.`;
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return `${failed} its certificate is for another host name. Check the spelling of the address.`;
  }
  if (!/SELF_SIGNED|UNABLE_TO|CERT_(UNTRUSTED|REJECTED)|INVALID_CA/.test(code)) {
    const agreed = `${failed} the two sides could not agree on the TLS settings (${code}).`;
    return knowsFewerCiphers ? `${agreed} ${FEWER_CIPHERS}` : agreed;
  }
  const hint =
    'If the certificate comes from a private authority, or from a proxy that inspects TLS, ' +
    'name the PEM file of that authority in the environment variable SSL_CERT_FILE, its ' +
    'folder in SSL_CERT_DIR, or its file in NODE_EXTRA_CA_CERTS. If the system trusts it already, name the file of the system, such as ' +
    '/etc/ssl/certs/ca-certificates.crt.';
  return [
    `${failed} its certificate comes from an authority that is not trusted here.`,
    ...(faults.length === 0 ? [hint] : faults),
  ].join(' ');
}
