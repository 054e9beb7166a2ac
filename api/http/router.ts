import { Router, type Request, type Response } from 'express';
import { Failure, invalidField } from '../domain/failure';
import { isId } from '../domain/ids';
import type { AccessEnding, GuardedWork, ReadOnlyWork, UnitOfWork } from '../database/unit-of-work';
import type { Caller } from '../domain/principal';
import { showsSecret, withoutSecrets } from '../domain/secret-fields';
import { requireAccess } from './access';
import type { Admission, RequestKind } from './admission';
import type { Access, Endpoint } from './endpoint';
import { dryRunOf, outsideOfRuns } from './dry-run';
import { etagOf, expectedVersionOf } from './etag';
import type { Answer, Idempotency } from './idempotency';
import { jsonBody } from './json-body';
import { locationOf } from './location';
import { isRefusal } from './refused-attempt';
import { requireStackAndRun } from './request-context';
import { requireMayStillDo, type RecordReplay } from './replay';
import { readBody } from './request-body';
import { requireSoundQuery } from './utf8';
import { IDEMPOTENCY_KEY, idempotencyKeyFault } from './request-headers';
import { parseBody, parseParams, parseQuery } from './validation';
import { z } from './wire';

export interface RouterDependencies {
  readonly endpoints: readonly Endpoint[];
  /**
   * @param again whether the same request was accepted before
   * @throws Failure `unauthenticated` or `rate_limited`
   */
  readonly authenticate: (
    request: Request,
    origin: { requestId: string; ip: string },
    again?: true,
  ) => Promise<Caller>;
  readonly idempotency: Idempotency;
  readonly admission: Pick<Admission, 'requireRoom' | 'run'>;
  readonly unitOfWork: Pick<UnitOfWork, 'rehearse'> & AccessEnding & GuardedWork & ReadOnlyWork;
  /** Runs a create, a change or a deletion on behalf of a Terraform run. */
  readonly runFence: { during<T>(caller: Caller, work: () => Promise<T>): Promise<T> };
  /** A stored answer that shows a secret is about to be handed out again. */
  readonly recordReplay: RecordReplay;
  readonly recordRefusal: (
    caller: Caller,
    operationId: string,
    failure: Failure,
    targetId: string | null,
  ) => Promise<void>;
}

/** The Express router of all endpoints: authenticate, authorize, parse, handle, answer. */
export function createRouter(dependencies: RouterDependencies): Router {
  const router = Router({ caseSensitive: true, strict: true });
  const methodsByPath = new Map<string, string[]>();

  for (const endpoint of dependencies.endpoints) {
    const path = endpoint.path.replaceAll(/\{(\w+)\}/g, ':$1');
    methodsByPath.set(path, [...(methodsByPath.get(path) ?? []), endpoint.method.toUpperCase()]);
    if (endpoint.hot) continue;
    const carryOut = wayOf(endpoint, dependencies.unitOfWork);
    const kind = kindOf(endpoint);
    router[endpoint.method](path, async (request, response) => {
      response.locals.operationId = endpoint.operationId;
      const caller = await callerOf(endpoint.access, request, response, dependencies);
      dependencies.admission.requireRoom(kind, caller);
      requireSoundQuery(request.originalUrl);
      const { isDryRun, query } = dryRunOf(endpoint, request.query);
      try {
        if (caller !== undefined) requireAccess(caller, endpoint);
        if (caller !== undefined && isRemembered(endpoint)) requireStackAndRun(caller);
        const still = await callerWithBody(endpoint, caller, request, response, dependencies);
        const respond = () =>
          answerTo(endpoint, still, { request, response, query, isDryRun }, dependencies);
        const check = laterCheck(async () => {
          await requireStill(endpoint, request, response, dependencies);
        });
        const answer = await (isDryRun
          ? dependencies.admission.run('change', caller, () =>
              dependencies.unitOfWork.rehearse(respond),
            )
          : dependencies.admission.run(kind, caller, () => carryOut(respond, check)));
        const location = isDryRun ? undefined : locationOf(endpoint, answer);
        if (location !== undefined) response.set('location', location);
        sendAs(endpoint, request, response, answer);
      } catch (error) {
        const isRecorded = caller !== undefined && !isDryRun;
        if (isRecorded && error instanceof Failure && isRefusal(error, endpoint)) {
          const targetId = idIn(request.params);
          await dependencies.recordRefusal(caller, endpoint.operationId, error, targetId);
        }
        throw error;
      }
    });
  }

  for (const [path, methods] of methodsByPath) {
    router.all(path, (_request, response) => {
      response.set('allow', allowed(methods).join(', '));
      throw new Failure('method_not_allowed', `Use ${methods.join(' or ')} here.`);
    });
  }
  return router;
}

/** Express answers HEAD wherever it answers GET. */
function allowed(methods: readonly string[]): readonly string[] {
  return methods.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method]));
}

type Check = () => Promise<void>;

/** How the database carries out the work of an endpoint. The check comes last, and can prevent it. */
function wayOf(
  endpoint: Endpoint,
  unitOfWork: AccessEnding & GuardedWork & ReadOnlyWork,
): <T>(work: () => Promise<T>, check: Check) => Promise<T> {
  if (kindOf(endpoint) === 'read') {
    return async (work, check) => {
      const done = await unitOfWork.read(work);
      await check();
      return done;
    };
  }
  return kindOf(endpoint) === 'end'
    ? (work, check) => unitOfWork.endAccess(() => unitOfWork.guarded(check, work))
    : (work, check) => unitOfWork.guarded(check, work);
}

function kindOf(endpoint: Endpoint): RequestKind {
  if (endpoint.method === 'get' || endpoint.readOnly) return 'read';
  return mayEndAccess(endpoint) ? 'end' : 'change';
}

/** A caller who was accepted within this time is not judged again. */
const ACCEPTED_MILLIS = 250;

/**
 * After its caller was accepted, a request may have waited for a connection or a lock. The caller's key may
 * have been revoked in the meantime, so the caller is judged again before the request takes effect.
 */
function laterCheck(check: Check): Check {
  const acceptedAt = performance.now();
  return async () => {
    if (performance.now() - acceptedAt > ACCEPTED_MILLIS) await check();
  };
}

async function requireStill(
  endpoint: Endpoint,
  request: Request,
  response: Response,
  dependencies: RouterDependencies,
): Promise<Caller | undefined> {
  const still = await callerOf(endpoint.access, request, response, dependencies, true);
  if (still !== undefined) requireAccess(still, endpoint);
  return still;
}

/** A PATCH can disable or narrow. Of the POST endpoints, only this one ends something and adds nothing. */
function mayEndAccess({ method, operationId }: Endpoint): boolean {
  return method === 'delete' || method === 'patch' || operationId === 'revokeLeakedKeys';
}

async function callerOf(
  access: Access,
  request: Request,
  response: Response,
  { authenticate }: RouterDependencies,
  again?: true,
): Promise<Caller | undefined> {
  if (access === 'public') return undefined;
  const caller = await authenticate(request, response.locals, again);
  response.locals.caller = caller;
  return caller;
}

/** Reads the body. The sender decides when it arrives, and the key may be revoked before that. */
async function callerWithBody(
  endpoint: Endpoint,
  caller: Caller | undefined,
  request: Request,
  response: Response,
  dependencies: RouterDependencies,
): Promise<Caller | undefined> {
  if (endpoint.body === undefined) return caller;
  const body = readBody(jsonBody, request, response);
  request.body = await body;
  if (caller === undefined || !(body instanceof Promise)) return caller;
  return requireStill(endpoint, request, response, dependencies);
}

/** For an operation without parameters, so that a mistyped parameter is refused here as well. */
const NO_QUERY = z.strictObject({});

interface Asked {
  readonly request: Request;
  readonly response: Response;
  /** The query without the parameter that asks for a dry run. */
  readonly query: unknown;
  readonly isDryRun: boolean;
}

async function answerTo(
  endpoint: Endpoint,
  caller: Caller | undefined,
  asked: Asked,
  { idempotency, runFence, unitOfWork, recordReplay }: RouterDependencies,
): Promise<Answer> {
  const { request, response, isDryRun } = asked;
  const { params, query, body } = endpoint;
  const parsed = {
    origin: { requestId: response.locals.requestId, ip: response.locals.ip },
    params: params && parseParams(params, request.params),
    query: parseQuery(query ?? NO_QUERY, asked.query),
    body: body && parseBody(body, request.body as unknown),
    expectedVersion: endpoint.conditional && expectedVersionOf(request.get('if-match')),
  };
  const perform = async (): Promise<Answer> => {
    const reply = await endpoint.handle({ ...parsed, caller });
    return { status: endpoint.status, body: reply?.body, version: reply?.version };
  };

  if (isDryRun && caller !== undefined) {
    const reply = await endpoint.handle({ ...parsed, caller: outsideOfRuns(caller) });
    const { status } = endpoint;
    // The secret of a dry run is never stored.
    return { status, body: withoutSecrets(reply?.body), version: reply?.version };
  }
  if (caller === undefined || !isRemembered(endpoint)) return perform();
  const key = endpoint.idempotent && request.get('idempotency-key');
  if (key === undefined) return runFence.during(caller, perform);
  if (!IDEMPOTENCY_KEY.test(key)) {
    const sent = request.headersDistinct['idempotency-key'] ?? [];
    throw invalidField('#idempotency-key', 'invalid_header', idempotencyKeyFault(sent));
  }
  const { operationId } = endpoint;
  const input = { params: parsed.params, body: parsed.body };
  const { answer, isReplay } = await runFence.during(caller, () =>
    idempotency.once({ caller, key, operationId, input }, perform),
  );
  if (isReplay) {
    await requireMayStillDo(endpoint, { ...parsed, caller }, unitOfWork);
    if (showsSecret(answer.body)) await recordReplay(caller, operationId, answer);
  }
  return answer;
}

/** It creates or changes something on behalf of a run, if the headers name one. */
function isRemembered({ idempotent, conditional }: Endpoint): boolean {
  return idempotent === true || conditional === true;
}

/** The first ID in the path. Anything else that is not an ID could be a secret. */
function idIn(params: Request['params']): string | null {
  const [first] = Object.values(params).flat();
  return first !== undefined && isId(first) ? first : null;
}

/** A person who downloads a secret accepts `text/plain`. A client that accepts JSON equally gets JSON. */
function sendAs(endpoint: Endpoint, request: Request, response: Response, answer: Answer): void {
  const { version, body } = answer;
  response.status(answer.status).set('cache-control', 'no-store');
  if (version !== undefined) response.set('etag', etagOf(version));
  const wantsText = endpoint.plainText && request.accepts(['json', 'text']) === 'text';
  const file = wantsText ? endpoint.plainText?.(body) : undefined;
  if (file) response.attachment(file.filename).type('text/plain').send(file.text);
  else if (body === undefined) response.end();
  else response.json(body);
}
