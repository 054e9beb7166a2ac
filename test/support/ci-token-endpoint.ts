import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface CiTokenEndpoint {
  /** What GitHub sets in a job with `permissions: id-token: write`. */
  readonly environment: Readonly<
    Record<'ACTIONS_ID_TOKEN_REQUEST_URL' | 'ACTIONS_ID_TOKEN_REQUEST_TOKEN', string>
  >;
  /** The audiences that tokens were issued for. */
  readonly issuedFor: string[];
  /** The tokens that were issued. */
  readonly issued: string[];
  /** The answer from now on. If undefined, it answers as GitHub does. */
  answer: ((request: IncomingMessage, response: ServerResponse) => void) | undefined;
  close(): Promise<void>;
}

export const REQUEST_TOKEN = 'request-token-of-this-job';

/** Answers as the endpoint of GitHub Actions, with tokens that `sign` makes. */
export async function startCiTokenEndpoint(
  sign: (audience: string) => Promise<string>,
): Promise<CiTokenEndpoint> {
  const issued: string[] = [];
  const issuedFor: string[] = [];
  const server = createServer((request, response) => {
    if (endpoint.answer !== undefined) endpoint.answer(request, response);
    else void answerAsGithub(request, response);
  });

  async function answerAsGithub(request: IncomingMessage, response: ServerResponse) {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const audience = url.searchParams.get('audience') ?? 'https://github.com/acme';
    const isRight =
      request.method === 'GET' &&
      url.pathname === '/job/1/idtoken' &&
      url.searchParams.get('api-version') === '2.0';
    if (request.headers.authorization !== `Bearer ${REQUEST_TOKEN}`) return end(response, 401, {});
    if (!isRight) return end(response, 404, {});
    const value = await sign(audience);
    issued.push(value);
    issuedFor.push(audience);
    end(response, 200, { count: value.length, value });
  }

  server.listen(0);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const endpoint: CiTokenEndpoint = {
    environment: {
      ACTIONS_ID_TOKEN_REQUEST_URL: `http://localhost:${port}/job/1/idtoken?api-version=2.0`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: REQUEST_TOKEN,
    },
    issued,
    issuedFor,
    answer: undefined,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return endpoint;
}

function end(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
