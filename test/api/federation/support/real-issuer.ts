import type { AddressInfo } from 'node:net';
import { createServer } from 'node:http';

/**
 * Runs in a process of its own, because oidc-provider is published only as ES modules. A client
 * gets a JWT for any audience by client credentials. The process prints the issuer's URL.
 */
async function main(): Promise<void> {
  const { default: Provider } = await import('oidc-provider');
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: 'pipeline',
        client_secret: 'of-the-pipeline',
        grant_types: ['client_credentials'],
        redirect_uris: [],
        response_types: [],
      },
    ],
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: (_context: unknown, resource: string) => ({
          scope: 'deploy',
          audience: resource,
          accessTokenFormat: 'jwt' as const,
        }),
      },
    },
  });
  server.on('request', provider.callback());
  process.stdout.write(`${issuer}\n`);
}

void main();
