import type { Authenticator } from '../credentials/authenticator';
import { Failure } from '../domain/failure';
import type { Caller } from '../domain/principal';
import type { HotCheck, HotRequest } from '../http/hot/hot-router';
import type { HttpAnswer } from '../http/http-answer';
import { afterwards, orElse, type Awaitable } from '../lib/awaitable';
import { RateLimited } from '../rate-limit/rate-limited';
import {
  answerOf,
  failureAnswer,
  gatewayRefusal,
  refusalAnswer,
  refusalOf,
  withoutKey,
} from './forward-auth-answer';
import { gatewayHeadersOf, type PresentedKey } from './gateway-headers';
import { FORWARD_AUTH_PATH, requirementOf, type GatewayRequirement } from './gateway-requirement';
import type { VerificationService } from './verification-service';

export const FORWARD_AUTH_OPERATION = 'forwardAuth';

type Key = Extract<PresentedKey, { kind: 'key' }>;

/** Answers the check that a gateway makes before it passes a request on. */
export function createForwardAuthCheck(dependencies: {
  authenticator: Pick<Authenticator, 'authenticate'>;
  /** Counts unknown keys by the address that they come from. */
  verifications: VerificationService;
  recordRefusal: (caller: Caller, operationId: string, failure: Failure) => Promise<void>;
  /** The URL of the server, where the documentation explains problems. */
  issuer: string;
}): HotCheck {
  const { authenticator, verifications, recordRefusal, issuer } = dependencies;

  function judge(
    caller: Caller,
    { text, header }: Key,
    requirement: GatewayRequirement,
    requestId: string,
  ): Awaitable<HttpAnswer> {
    const { permissions, serviceId, modelId, audience } = requirement;
    const verification = verifications.verify(caller, {
      presented: text,
      // A secret has no audience, and no secret contains a dot.
      audience: text.includes('.') ? audience : null,
      permissions,
      call: serviceId === null ? null : { serviceId, modelId, reservation: null },
    });
    return afterwards(verification, (known) => answerOf(known, header, { requestId, issuer }));
  }

  async function withoutVerdict(
    error: unknown,
    caller: Caller,
    { header }: Key,
    requestId: string,
  ): Promise<HttpAnswer> {
    // Gateways turn every status other than 401 and 403 into a 500.
    if (error instanceof RateLimited) {
      const unknown = { code: 'unknown', credential: null } as const;
      return refusalAnswer(refusalOf(unknown, header), { requestId, issuer }, error);
    }
    if (!(error instanceof Failure) || error.code !== 'insufficient_permissions') throw error;
    await recordRefusal(caller, FORWARD_AUTH_OPERATION, error);
    return refusalAnswer(gatewayRefusal('not_permitted'), { requestId, issuer });
  }

  function callerOf(
    request: HotRequest<undefined>,
    authorization: readonly string[],
  ): Awaitable<Caller | HttpAnswer> {
    const { ip, requestId } = request;
    return orElse<Caller | HttpAnswer>(
      () =>
        afterwards(authenticator.authenticate({ authorization, ip, requestId }), (principal) =>
          request.callerOf(principal),
        ),
      (error) => {
        if (!(error instanceof Failure) || !NOT_ACCEPTED.includes(error.code)) throw error;
        const limited = error instanceof RateLimited ? error : undefined;
        return refusalAnswer(gatewayRefusal('not_accepted'), { requestId, issuer }, limited);
      },
    );
  }

  return {
    path: FORWARD_AUTH_PATH,
    operationId: FORWARD_AUTH_OPERATION,
    refuse: (error, { requestId }) =>
      error instanceof Failure ? failureAnswer(error, { requestId, issuer }) : undefined,
    answer(request) {
      const { requestId } = request;
      const { gateway, client } = gatewayHeadersOf(request.rawHeaders);
      if (gateway.length !== 1) {
        const fault = gateway.length === 0 ? 'missing' : 'several';
        return refusalAnswer(gatewayRefusal(fault), { requestId, issuer });
      }
      return afterwards(callerOf(request, gateway), (caller) => {
        if ('status' in caller) return caller;
        if (client.kind !== 'key') return refusalAnswer(withoutKey(client), { requestId, issuer });
        const requirement = requirementOf(request.target);
        return orElse(
          () => judge(caller, client, requirement, requestId),
          (error) => withoutVerdict(error, caller, client, requestId),
        );
      });
    },
  };
}

const NOT_ACCEPTED: readonly string[] = [
  'unauthenticated',
  'rate_limited',
  'insufficient_permissions',
] satisfies readonly Failure['code'][];
