import type { UnitOfWork } from '../database/unit-of-work';
import { Failure } from '../domain/failure';
import type { Caller } from '../domain/principal';
import { requireAccess } from '../http/access';
import { isRehearsable, outsideOfRuns } from '../http/dry-run';
import { MOST_FIELD_ERRORS } from '../http/bounded-text';
import type { Endpoint, RequestOrigin } from '../http/endpoint';
import { failureOf, type ReportUnexpected } from '../http/error-handler';
import { problemOf } from '../http/problem';
import { parseBody, parseParams, parseQuery } from '../http/validation';
import type { DryRunRequest, DryRunResult } from './dry-run-schemas';
import { fieldOf, overlap, pointerFault } from '../lib/json-pointer';
import type { StandIns } from './stand-ins';

export interface DryRunService {
  /** @throws Failure `invalid_request` if a pointer is malformed or points to nothing in its body */
  judgeAll(
    caller: Caller,
    origin: RequestOrigin,
    requests: readonly DryRunRequest[],
  ): Promise<DryRunResult[]>;
}

export interface DryRunDependencies {
  readonly endpoints: readonly Endpoint[];
  readonly standIns: StandIns;
  readonly unitOfWork: Pick<UnitOfWork, 'rehearse'>;
  readonly reportUnexpected: ReportUnexpected;
  /** The URL of the server, where the documentation explains problems. */
  readonly issuer: string;
}

/**
 * Each request is carried out by its own endpoint and rolled back. Each is a transaction of its own. On
 * SQLite, other writers take their turns between two of them, and a refusal does not affect the requests
 * that follow.
 */
export function createDryRunService(dependencies: DryRunDependencies): DryRunService {
  const { standIns, unitOfWork, reportUnexpected, issuer } = dependencies;
  const endpoints = dependencies.endpoints.map((endpoint) => ({
    endpoint,
    ...pathMatcher(endpoint),
  }));

  function find(method: string, path: string) {
    for (const { endpoint, pattern, names } of endpoints) {
      const match = endpoint.method === method.toLowerCase() ? pattern.exec(path) : null;
      if (match === null) continue;
      const params = Object.fromEntries(names.map((name, at) => [name, match[at + 1]]));
      return { endpoint, params };
    }
    return undefined;
  }

  /**
   * Objects that are to be replaced are ended first. If one of them cannot be ended, it remains and
   * may cause a refusal, as it would in the apply.
   */
  async function end(caller: Caller, origin: RequestOrigin, path: string): Promise<void> {
    const found = find('DELETE', path);
    if (found === undefined) return;
    const { endpoint } = found;
    try {
      requireAccess(caller, endpoint);
      await endpoint.handle({
        caller,
        origin,
        body: undefined,
        expectedVersion: undefined,
        params: endpoint.params && parseParams(endpoint.params, found.params),
        query: endpoint.query && parseQuery(endpoint.query, {}),
      });
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
    }
  }

  /**
   * @throws Failure as the request itself would, whether or not the failure is about an unknown
   * field
   */
  async function carryOut(
    caller: Caller,
    origin: RequestOrigin,
    request: DryRunRequest,
  ): Promise<number | null> {
    const found = find(request.method, request.path);
    if (found === undefined || !isRehearsable(found.endpoint)) {
      throw new Failure(
        'not_found',
        `${request.method} on this path does not create or update anything, so it cannot be ` +
          'judged in a dry run.',
      );
    }
    const { endpoint } = found;
    requireAccess(caller, endpoint);
    const params = endpoint.params && parseParams(endpoint.params, found.params);
    const given = { body: request.body, unknown: new Set(request.unknown) };
    const filled = await fill(endpoint, given, (field) => standIns(field, caller));
    const body = endpoint.body && parseBody(endpoint.body, filled);
    if (request.replaces !== undefined) {
      await end(caller, origin, `${request.path}/${request.replaces}`);
    }
    const query = endpoint.query && parseQuery(endpoint.query, {});
    await endpoint.handle({ caller, origin, params, query, body, expectedVersion: undefined });
    const isOwnerKnown = !OWNERS.some((pointer) => given.unknown.has(pointer));
    return isOwnerKnown ? ((await endpoint.slotsLeft?.({ caller, body })) ?? null) : null;
  }

  async function judge(
    caller: Caller,
    origin: RequestOrigin,
    request: DryRunRequest,
    mostErrors: number,
  ): Promise<DryRunResult> {
    try {
      const slots = await unitOfWork.rehearse(() => carryOut(caller, origin, request));
      return { problem: null, slots_left: slots };
    } catch (error) {
      const { requestId } = origin;
      const failure = failureOf(error, requestId, reportUnexpected);
      // A rate limit does not say whether this request would be accepted, and the next requests
      // would meet the same limit.
      if (failure.code === 'unavailable') throw failure;
      const known = knownPartOf(failure, withRelated(request.unknown));
      if (known === undefined) return { problem: null, slots_left: null };
      const { code, message, errors } = known;
      const { resourceId, retryAfterSeconds } = failure;
      const about = { resourceId, retryAfterSeconds };
      const problem = problemOf({ code, message, errors, ...about }, requestId, issuer, mostErrors);
      return { problem: { ...problem, errors: [...problem.errors] }, slots_left: null };
    }
  }

  return {
    async judgeAll(caller, origin, requests) {
      requireSoundPointers(requests);
      const judged = outsideOfRuns(caller);
      const most = mostErrorsEach(requests.length);
      const results: DryRunResult[] = [];
      for (const request of requests) results.push(await judge(judged, origin, request, most));
      return results;
    },
  };
}

/** A malformed pointer would silently hide a refusal, or not hide one that it should. */
function requireSoundPointers(requests: readonly DryRunRequest[]): void {
  const errors = requests.flatMap(({ unknown, body }, at) =>
    unknown.flatMap((pointer, index) => {
      const message = pointerFault(pointer, body);
      const place = `/requests/${at}/unknown/${index}`;
      return message === undefined ? [] : [{ pointer: place, code: 'invalid_pointer', message }];
    }),
  );
  const [first] = errors;
  if (first !== undefined) throw new Failure('invalid_request', first.message, { errors });
}

/** Limits field errors in one answer, because many requests share them. Each refusal keeps its first. */
const MOST_ERRORS_OF_ALL = 200;

export function mostErrorsEach(requests: number): number {
  const share = Math.floor(MOST_ERRORS_OF_ALL / Math.max(1, requests));
  return Math.min(MOST_FIELD_ERRORS, Math.max(1, share));
}

/**
 * The owners of new keys. If an owner is unknown, the free slots were counted for its stand-in, so
 * they mean nothing.
 */
const OWNERS = ['/service_account_id', '/service_key_id'];

function pathMatcher({ path }: Endpoint): { pattern: RegExp; names: readonly string[] } {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
  const pattern = path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '([^/]+)');
  return { pattern: new RegExp(`^${pattern}$`), names };
}

/** Fields that depend on each other: if one is unknown, none of its group can be judged. */
const RELATED = [
  ['/expires_at', '/expires_in'],
  ['/secret_delivery', '/recipient_jwk', '/recipient_pem', '/public_jwk'],
] as const;

function withRelated(unknown: readonly string[]): readonly string[] {
  const related = RELATED.filter((group) => group.some((pointer) => unknown.includes(pointer)));
  return [...unknown, ...related.flat()];
}

/** The body, with a stand-in for each unknown field that the request requires. */
async function fill(
  endpoint: Endpoint,
  { body, unknown }: { readonly body: unknown; readonly unknown: ReadonlySet<string> },
  standIn: (field: string) => Promise<unknown>,
): Promise<unknown> {
  if (unknown.size === 0 || typeof body !== 'object' || body === null) return body;
  const filled: Record<string, unknown> = { ...body };
  for (const pointer of unknown) {
    const field = fieldOf(pointer);
    const isExpiry = field === 'expires_at' || field === 'expires_in';
    const wanted = isExpiry && endpoint.method === 'post' ? 'expires_in' : field;
    if (wanted === undefined || !isNeeded(endpoint, filled, wanted)) continue;
    const value = await standIn(wanted);
    if (value !== undefined) filled[wanted] = value;
  }
  return filled;
}

/**
 * No schema requires an expiry. But a key without one would be refused for that alone, so an
 * unknown expiry gets a stand-in.
 */
function isNeeded(endpoint: Endpoint, body: Readonly<Record<string, unknown>>, field: string) {
  if (field in body) return false;
  if (field === 'expires_in') return !('expires_at' in body);
  const issues = endpoint.body?.safeParse(body).error?.issues ?? [];
  return issues.some(({ path }) => path.length === 1 && path[0] === field);
}

/** The part of a refusal that does not depend on unknown fields; undefined if there is none. */
function knownPartOf(failure: Failure, unknown: readonly string[]): Failure | undefined {
  const { errors } = failure;
  if (errors.length === 0) return failure;
  const known = errors.filter(({ pointer }) => !unknown.some((each) => overlap(pointer, each)));
  const [first] = known;
  if (first === undefined) return undefined;
  if (known.length === errors.length) return failure;
  return new Failure(failure.code, first.message, { errors: known });
}
