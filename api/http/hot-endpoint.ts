import type { Authenticator } from '../auth/authenticator';
import { Failure } from '../domain/failure';
import type { Caller } from '../domain/principal';
import { requireAccess } from './access';
import type { Endpoint } from './endpoint';
import type { HotRequest, HotRoute } from './hot-router';
import { jsonAnswer, type HttpAnswer } from './http-answer';
import { jsonBody } from './json-body';
import { isRefusal } from './refused-attempt';
import { parseBody } from './validation';

/** An endpoint that is called for each request of somebody else's, answered without Express. */
export function hotRouteOf(
  endpoint: Endpoint,
  dependencies: {
    authenticator: Pick<Authenticator, 'authenticate'>;
    recordRefusal: (caller: Caller, operationId: string, failure: Failure) => Promise<void>;
  },
): HotRoute {
  const { access, body: schema, operationId, path, status } = endpoint;
  const { authenticator, recordRefusal } = dependencies;

  async function handle(request: HotRequest, caller: Caller): Promise<HttpAnswer> {
    requireAccess(caller, access);
    const { requestId, ip } = request;
    const body = schema && parseBody(schema, await request.body());
    const reply = await endpoint.handle({
      caller,
      origin: { requestId, ip },
      params: undefined,
      query: undefined,
      body,
      expectedVersion: undefined,
    });
    return jsonAnswer(status, reply?.body as object);
  }

  return {
    path,
    operationId,
    reader: jsonBody,
    async answer(request) {
      const caller = request.callerOf(await authenticator.authenticate(request));
      try {
        return await handle(request, caller);
      } catch (error) {
        if (error instanceof Failure && isRefusal(error, endpoint)) {
          await recordRefusal(caller, operationId, error);
        }
        throw error;
      }
    },
  };
}
