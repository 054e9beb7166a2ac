import { X509Certificate } from 'node:crypto';
import type { TLSSocket, Server } from 'node:tls';
import { createServer } from 'node:tls';
import type { Logger } from '../framework/logger';
import type { EphemeralCertificate } from './ephemeral-certificate';

export interface MutualTlsOptions {
  readonly serverCertificate: EphemeralCertificate;
  /** PEM of the only certificate that a client may present. */
  readonly clientCertificate: string;
  readonly logger: Logger;
  readonly onConnection: (socket: TLSSocket) => void;
}

/**
 * go-plugin's automatic mutual TLS: each side pins the other's certificate. The pin compares bytes
 * instead of using a `ca` option, with which Node would load its whole root store: 17 ms for each
 * start.
 */
export function createMutualTlsServer(options: MutualTlsOptions): Server {
  const { serverCertificate, clientCertificate, logger, onConnection } = options;
  const pinned = new X509Certificate(clientCertificate).raw;
  const server = createServer({
    cert: toPem(serverCertificate.certificate),
    key: serverCertificate.privateKey.export({ type: 'pkcs8', format: 'pem' }),
    ca: [],
    requestCert: true,
    rejectUnauthorized: false,
    minVersion: 'TLSv1.2',
    ALPNProtocols: ['h2'],
  });
  server.on('secureConnection', (socket) => {
    if (socket.getPeerX509Certificate()?.raw.equals(pinned) === true) {
      onConnection(socket);
      return;
    }
    logger.error('Refused a client that does not hold the certificate of PLUGIN_CLIENT_CERT');
    socket.destroy();
  });
  server.on('tlsClientError', (error) => logger.debug('TLS handshake failed', { error }));
  return server;
}

function toPem(der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}
