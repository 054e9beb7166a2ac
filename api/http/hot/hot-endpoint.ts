import { Failure, invalidField } from '../../domain/failure';
import type { Caller } from '../../domain/principal';
import { requireAccess } from '../access';
import { cut } from '../bounded-text';
import type { Authentication } from '../authentication';
import type { Endpoint } from '../endpoint';
import type { HotRoute } from './hot-router';
import { jsonAnswer } from '../http-answer';
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

  return {
    path,
    operationId,
    reader: jsonBody,
    async answer(request) {
      let caller = request.callerOf(await authenticator.authenticate(request));
      try {
        requireAccess(caller, endpoint);
        refuseQuery(request.target);
        const body = request.body();
        const arrived = body instanceof Promise ? ((await body) as unknown) : body;
        // The sender decides when the body arrives, and the key may be revoked before that.
        if (body instanceof Promise) {
          const { authorization, ip, requestId } = request;
          const attempt = { authorization, ip, requestId, again: true } as const;
          caller = request.callerOf(await authenticator.authenticate(attempt));
          requireAccess(caller, endpoint);
        }
        const reply = await endpoint.handle({
          caller,
          origin: request,
          params: undefined,
          query: undefined,
          body: schema && parseBody(schema, arrived),
          expectedVersion: undefined,
        });
        return jsonAnswer(status, reply?.body as object);
      } catch (error) {
        if (error instanceof Failure && isRefusal(error, endpoint)) {
          await recordRefusal(caller, operationId, error);
        }
        throw error;
      }
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
