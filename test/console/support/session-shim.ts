import { randomBytes } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { createServer, request as forward } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestApi } from '../../support/api';

const COOKIE = /(?:^|; )session=([\w-]+)/;

/** Is in front of the API until the API has sessions of its own: a cookie becomes Basic authentication. */
export async function startSessionShim(api: TestApi) {
  const sessions = new Map<string, string>();

  const listener: RequestListener = (request, response) => {
    const id = COOKIE.exec(request.headers.cookie ?? '')?.[1] ?? '';
    const authorization = sessions.get(id);
    const path = request.url ?? '/';
    if (!path.startsWith('/session')) return passOn(api, request, response, authorization);
    void answer(request, response, path, id, authorization).catch((error: unknown) => {
      response.writeHead(500).end(String(error));
    });
  };

  async function answer(
    request: IncomingMessage,
    response: ServerResponse,
    path: string,
    id: string,
    authorization: string | undefined,
  ): Promise<void> {
    if (path === '/session/methods') {
      const methods = { application_key: true, email_link: false, passkey: false, oidc: null };
      return send(response, 200, methods);
    }
    if (request.method === 'DELETE') {
      sessions.delete(id);
      response.writeHead(204).end();
      return;
    }
    if (request.method === 'POST') {
      const body = JSON.parse(await textOf(request)) as Record<string, string>;
      const basic = Buffer.from(`${body.client_id}:${body.client_secret}`).toString('base64');
      const view = await viewOf(api, `Basic ${basic}`);
      if (view === null) return send(response, 401, REFUSED);
      const token = randomBytes(16).toString('base64url');
      sessions.set(token, `Basic ${basic}`);
      response.setHeader('set-cookie', `session=${token}; HttpOnly; SameSite=Lax; Path=/`);
      return send(response, 201, view);
    }
    const view = authorization && (await viewOf(api, authorization));
    return view ? send(response, 200, view) : send(response, 401, REFUSED);
  }

  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  };
}

const REFUSED = {
  type: 'about:blank',
  title: 'Not authenticated',
  status: 401,
  code: 'unauthenticated',
  detail: 'The Client ID or the Secret is wrong. Check both, then try again.',
};

async function viewOf(api: TestApi, authorization: string): Promise<object | null> {
  const headers = { authorization };
  const whoami = await fetch(`${api.url}/v1/whoami`, { headers });
  if (!whoami.ok) return null;
  const { id, team } = (await whoami.json()) as { id: string; team: { id: string; name: string } };
  const read = await fetch(`${api.url}/v1/members/${id}`, { headers });
  const { name, email, team_role: role } = (await read.json()) as Record<string, string>;
  const now = api.clock.now().toISOString();
  return {
    session: { id: 'ses_1', method: 'key', created_at: now, expires_at: now, idle_expires_at: now },
    person: null,
    memberships: [{ team: { id: team.id, name: team.name }, member: { id, name, email, role } }],
    operator: false,
  };
}

function passOn(
  api: TestApi,
  request: IncomingMessage,
  response: ServerResponse,
  authorization: string | undefined,
): void {
  const headers = { ...request.headers, ...(authorization !== undefined && { authorization }) };
  const passed = forward(`${api.url}${request.url ?? '/'}`, { method: request.method, headers });
  passed.once('response', (answered) => {
    // Chromium would ask for a password itself.
    const { 'www-authenticate': _challenge, ...rest } = answered.headers;
    response.writeHead(answered.statusCode ?? 500, rest);
    answered.pipe(response);
  });
  passed.once('error', () => response.destroy());
  request.pipe(passed);
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}
