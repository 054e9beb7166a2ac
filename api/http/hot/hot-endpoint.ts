import { afterwards, orElse, type Awaitable } from '../../lib/awaitable';
import { Failure, invalidField } from '../../domain/failure';
import type { Caller } from '../../domain/principal';
import { requireAccess } from '../access';
import { cut } from '../bounded-text';
import type { Authentication } from '../authentication';
import type { Endpoint } from '../endpoint';
import type { HotRequest, HotRoute } from './hot-router';
import { jsonAnswer, type HttpAnswer } from '../http-answer';
import { jsonBody } from '../json-body';
import { isRefusal } from '../refused-attempt';
import { parseBody } from '../validation';

/** An endpoint that is called for each request of other services, answered without Express. */
export function hotRouteOf(
  endpoint: Endpoint,
  dependencies: {
    authenticator: Authentication;
    recordRefusal: (caller: Caller, operationId: string, failure: Failure) => Promise<void>;
  },
): HotRoute {
  const { body: schema, operationId, path, status } = endpoint;
  const { authenticator, recordRefusal } = dependencies;

  function answerTo(request: HotRequest, caller: Caller): Awaitable<HttpAnswer> {
    requireAccess(caller, endpoint);
    refuseQuery(request.target);
    const body = request.body();
    return body instanceof Promise ? answerLate(request, body) : handle(request, caller, body);
  }

  /** The sender decides when the body arrives, and the key may be revoked before that. */
  async function answerLate(request: HotRequest, body: Promise<unknown>): Promise<HttpAnswer> {
    const arrived = await body;
    const { authorization, ip, requestId } = request;
    const attempt = { authorization, ip, requestId, again: true } as const;
    const caller = request.callerOf(await authenticator.authenticate(attempt));
    requireAccess(caller, endpoint);
    return handle(request, caller, arrived);
  }

  function handle(request: HotRequest, caller: Caller, body: unknown): Awaitable<HttpAnswer> {
    const reply = endpoint.handle({
      caller,
      origin: request,
      params: undefined,
      query: undefined,
      body: schema && (endpoint.plainBody?.(body) ?? parseBody(schema, body)),
      expectedVersion: undefined,
    });
    return afterwards(reply, (known) => jsonAnswer(status, known?.body as object));
  }

  async function refuse({ caller }: HotRequest, error: unknown): Promise<never> {
    if (caller !== undefined && error instanceof Failure && isRefusal(error, endpoint)) {
      await recordRefusal(caller, operationId, error);
    }
    throw error;
  }

  return {
    path,
    operationId,
    reader: jsonBody,
    answer(request) {
      return afterwards(authenticator.authenticate(request), (principal) => {
        const caller = request.callerOf(principal);
        return orElse(
          () => answerTo(request, caller),
          (error) => refuse(request, error),
        );
      });
    },
  };
}

/** No hot operation has a parameter in its URL, so a parameter there would be ignored. */
function refuseQuery(target: string): void {
  const start = target.indexOf('?');
  if (start < 0 || start === target.length - 1) return;
  const [name = ''] = new URLSearchParams(target.slice(start + 1)).keys();
  throw invalidField(
    `?${cut(name, 64)}`,
    'unknown_field',
    'This operation takes no parameters in its URL. Put them in the body.',
  );
}
