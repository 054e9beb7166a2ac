import { Router, type Request, type Response } from 'express';
import { Failure } from '../domain/failure';
import { jsonBody } from '../http/json-body';
import { readBody } from '../http/request-body';
import { requireSameOrigin } from '../http/same-origin';
import { parseBody } from '../http/validation';
import type { z } from '../http/wire';
import type { LiveSession } from './live-sessions';
import type { PresentedSessions } from './session-authentication';
import type { SessionCookie } from './session-cookie';
import type { OpenedSession, SignInOrigin } from './session-opener';
import type { SessionViews } from './session-view';

type Method = 'get' | 'post' | 'delete';
export type Handler = (request: Request, response: Response) => Promise<void>;

/** @throws Failure `not_found` if this way to sign in is not configured */
export function requireConfigured<T>(way: T | null, sentence: string): T {
  if (way !== null) return way;
  throw new Failure(
    'not_found',
    `${sentence} See GET /session/methods for the other ways to sign in.`,
  );
}

/** What the routes of every way to sign in share. */
export interface SignInRoutes {
  readonly router: Router;
  route(method: Method, path: string, operationId: string, handle: Handler): void;
  /** Gives the browser the cookie of the session. */
  setCookie(response: Response, opened: OpenedSession): void;
  /** Answers with the session, and gives the browser its cookie. */
  begin(response: Response, opened: OpenedSession, more?: object): Promise<void>;
  answerWith(response: Response, status: number, live: LiveSession, more?: object): Promise<void>;
  clearCookie(response: Response): void;
  originOf(request: Request, response: Response): Promise<SignInOrigin>;
  /** The session of the request. @throws Failure `unauthenticated` if there is none */
  sessionOf(request: Request): Promise<LiveSession>;
  bodyOf<S extends z.ZodType>(
    schema: S,
    request: Request,
    response: Response,
  ): Promise<z.output<S>>;
  /** Refuses every other method at the paths since the last call. */
  refuseOtherMethods(): void;
}

/**
 * Signing in and out. These answers set a cookie, which the answers of endpoint definitions never do. A
 * request that changes something must come from a page of this server, even without a cookie: otherwise
 * another site could sign its visitors in as somebody else.
 */
export function createSignInRoutes(dependencies: {
  readonly presented: PresentedSessions;
  readonly views: SessionViews;
  readonly cookie: SessionCookie;
  readonly origin: string;
}): SignInRoutes {
  const { presented, views, cookie, origin } = dependencies;
  const router = Router({ caseSensitive: true, strict: true });
  const methodsByPath = new Map<string, string[]>();

  const answerWith: SignInRoutes['answerWith'] = async (response, status, live, more = {}) => {
    const view = await views.viewOf(live);
    response
      .status(status)
      .set('cache-control', 'no-store')
      .json({ ...view, ...more });
  };

  const setCookie: SignInRoutes['setCookie'] = (response, { token, live }) => {
    const maxAge = live.session.expiresAt.getTime() - live.session.createdAt.getTime();
    response.cookie(cookie.name, token, { ...cookie.options, maxAge });
  };

  return {
    router,
    setCookie,
    answerWith,

    route(method, path, operationId, handle) {
      methodsByPath.set(path, [...(methodsByPath.get(path) ?? []), method.toUpperCase()]);
      router[method](path.replaceAll(/\{(\w+)\}/g, ':$1'), async (request, response) => {
        response.locals.operationId = operationId;
        if (method !== 'get') requireSameOrigin(request.headers, origin);
        await handle(request, response);
      });
    },

    async begin(response, opened, more) {
      setCookie(response, opened);
      await answerWith(response, 201, opened.live, more);
    },

    clearCookie: (response) => void response.clearCookie(cookie.name, cookie.options),

    async originOf(request, { locals: { requestId, ip } }) {
      const userAgent = request.headers['user-agent'];
      return { requestId, ip, userAgent, previous: await presented.all(request.headers) };
    },

    sessionOf: ({ headers }) => presented.require(headers),

    bodyOf: async (schema, request, response) =>
      parseBody(schema, await readBody(jsonBody, request, response)),

    refuseOtherMethods() {
      for (const [path, methods] of methodsByPath) {
        const allowed = methods.flatMap((each) => (each === 'GET' ? ['GET', 'HEAD'] : [each]));
        router.all(path.replaceAll(/\{(\w+)\}/g, ':$1'), (_request, response) => {
          response.set('allow', allowed.join(', '));
          throw new Failure('method_not_allowed', `Use ${methods.join(' or ')} here.`);
        });
      }
      methodsByPath.clear();
    },
  };
}
