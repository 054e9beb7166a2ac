import { Router, type Request, type Response } from 'express';
import { Failure } from '../domain/failure';
import { jsonBody } from '../http/json-body';
import { readBody } from '../http/request-body';
import { requireSameOrigin } from '../http/same-origin';
import { parseBody } from '../http/validation';
import type { z } from '../http/wire';
import type { KeySignIn } from './key-sign-in';
import type { LiveSession } from './live-sessions';
import type { PresentedSessions } from './session-authentication';
import type { SessionCookie } from './session-cookie';
import type { OpenedSession, SessionOpener, SignInOrigin } from './session-opener';
import { keySignInSchema, sessionViewToWire, type ProvedPerson } from './session-view';

export interface SignInMethods {
  readonly application_key: true;
  readonly email_link: boolean;
  readonly passkey: boolean;
  readonly oidc: { readonly name: string } | null;
}

export interface SignInRouterDependencies {
  readonly methods: SignInMethods;
  readonly presented: PresentedSessions;
  readonly opener: Pick<SessionOpener, 'end'>;
  readonly signInWithKey: KeySignIn;
  /** The person of a session, if somebody has proved an address. */
  readonly personOf: (session: LiveSession) => Promise<ProvedPerson | null>;
  readonly cookie: SessionCookie;
  readonly origin: string;
}

/**
 * Signing in and out. These answers set a cookie, which the answers of endpoint definitions never do. A
 * request that changes something must come from a page of this server, even without a cookie: otherwise
 * another site could sign its visitors in as somebody else.
 */
export function createSignInRouter(dependencies: SignInRouterDependencies): Router {
  const { methods, presented, opener, signInWithKey, personOf, cookie, origin } = dependencies;
  const router = Router({ caseSensitive: true, strict: true });

  async function answerWith(response: Response, status: number, live: LiveSession): Promise<void> {
    response
      .status(status)
      .set('cache-control', 'no-store')
      .json(sessionViewToWire(live, await personOf(live)));
  }

  async function begin(response: Response, { token, live }: OpenedSession): Promise<void> {
    const maxAge = live.session.expiresAt.getTime() - live.session.createdAt.getTime();
    response.cookie(cookie.name, token, { ...cookie.options, maxAge });
    await answerWith(response, 201, live);
  }

  async function originOf({ headers }: Request, { locals }: Response): Promise<SignInOrigin> {
    const { requestId, ip } = locals;
    const userAgent = headers['user-agent'];
    return { requestId, ip, userAgent, previous: await previousOf(headers) };
  }

  /** Somebody who signs in again may have two cookies, or one that is worth nothing. */
  async function previousOf(headers: Request['headers']): Promise<LiveSession | undefined> {
    try {
      return await presented.find(headers);
    } catch (error) {
      if (error instanceof Failure) return undefined;
      throw error;
    }
  }

  const route = (
    method: 'get' | 'post' | 'delete',
    path: string,
    operationId: string,
    handle: (request: Request, response: Response) => Promise<void>,
  ): void => {
    router[method](path, async (request, response) => {
      response.locals.operationId = operationId;
      if (method !== 'get') requireSameOrigin(request.headers, origin);
      await handle(request, response);
    });
  };

  route('get', '/session/methods', 'getSignInMethods', async (_request, response) => {
    response.set('cache-control', 'no-store').json(methods);
  });
  route('get', '/session', 'getSession', async (request, response) => {
    await answerWith(response, 200, await presented.require(request.headers));
  });
  route('post', '/session', 'signInWithKey', async (request, response) => {
    const { client_id: clientId, client_secret: clientSecret } = await bodyOf(
      keySignInSchema,
      request,
      response,
    );
    const opened = await signInWithKey(
      { clientId, clientSecret },
      await originOf(request, response),
    );
    await begin(response, opened);
  });
  route('delete', '/session', 'signOut', async (request, response) => {
    const live = await previousOf(request.headers);
    if (live !== undefined) await opener.end(live, response.locals);
    response
      .clearCookie(cookie.name, cookie.options)
      .status(204)
      .set('cache-control', 'no-store')
      .end();
  });

  router.all('/session', refuse('GET, HEAD, POST, DELETE'));
  router.all('/session/methods', refuse('GET, HEAD'));
  return router;
}

function refuse(allowed: string) {
  return (_request: Request, response: Response) => {
    response.set('allow', allowed);
    throw new Failure('method_not_allowed', `Use ${allowed.replaceAll(', ', ' or ')} here.`);
  };
}

async function bodyOf<S extends z.ZodType>(
  schema: S,
  request: Request,
  response: Response,
): Promise<z.output<S>> {
  return parseBody(schema, await readBody(jsonBody, request, response));
}
