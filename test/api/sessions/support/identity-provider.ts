import type { AddressInfo } from 'node:net';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

interface Interactive {
  callback(): (request: IncomingMessage, response: ServerResponse) => void;
  interactionFinished(
    request: IncomingMessage,
    response: ServerResponse,
    result: object,
  ): Promise<void>;
  Grant: new (of: { accountId: string; clientId: string }) => {
    addOIDCScope(scope: string): void;
    save(): Promise<string>;
  };
}

/**
 * Runs in a process of its own, because oidc-provider is published only as ES modules. It signs in, without a
 * page, the account that `/next` named last. `/configure` names the redirect URI. The process prints the
 * issuer's URL.
 */
async function main(): Promise<void> {
  const { default: Provider } = await import('oidc-provider');
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  let next = { email: '', verified: true, refuses: false };

  const providerFor = (redirectUri: string): Interactive => {
    const provider = new Provider(issuer, {
      clients: [
        {
          client_id: 'keyplane',
          client_secret: 'of-keyplane',
          redirect_uris: [redirectUri],
          post_logout_redirect_uris: [new URL('/sign-in', redirectUri).href],
        },
      ],
      claims: { openid: ['sub'], email: ['email', 'email_verified'] },
      pkce: { required: () => true },
      features: { devInteractions: { enabled: false } },
      interactions: { url: () => '/interaction' },
      findAccount: (_context: unknown, accountId: string) => ({
        accountId,
        claims: () => ({ sub: accountId, email: next.email, email_verified: next.verified }),
      }),
      async loadExistingGrant(context: {
        oidc: { session: { accountId: string }; client: { clientId: string } };
      }) {
        const { session, client } = context.oidc;
        const grant = new (provider as unknown as Interactive).Grant({
          accountId: session.accountId,
          clientId: client.clientId,
        });
        grant.addOIDCScope('openid email');
        await grant.save();
        return grant;
      },
    }) as unknown as Interactive;
    return provider;
  };
  let provider: Interactive | undefined;

  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const url = new URL(request.url ?? '/', issuer);
    if (url.pathname === '/configure') {
      provider = providerFor(url.searchParams.get('redirect_uri') ?? '');
      response.end();
    } else if (url.pathname === '/next') {
      next = {
        email: url.searchParams.get('email') ?? '',
        verified: url.searchParams.get('verified') !== 'false',
        refuses: url.searchParams.get('refuses') === 'true',
      };
      response.end();
    } else if (url.pathname === '/interaction') {
      const result = next.refuses
        ? { error: 'access_denied', error_description: 'The person refused.' }
        : { login: { accountId: next.email } };
      void provider?.interactionFinished(request, response, result);
    } else {
      provider?.callback()(request, response);
    }
  });
  process.stdout.write(`${issuer}\n`);
}

void main();
