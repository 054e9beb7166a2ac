import { randomBytes } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { NextFunction, Request, Response } from 'express';
import { holdsToken } from '../domain/mask-secrets';
import type { Caller } from '../domain/principal';
import { invalidField } from '../domain/failure';
import { LABEL } from '../lib/label';

const ACCEPTED_REQUEST_ID = /^[A-Za-z0-9._-]{8,128}$/;

/** What is known of a request by the time that its answer leaves, for logs and metrics. */
export interface RequestContext {
  readonly requestId: string;
  caller?: Caller;
  /** The operation that answered, as metrics and logs name it. */
  operationId?: string;
}

declare module 'express-serve-static-core' {
  interface Locals extends Omit<RequestContext, 'requestId'> {
    requestId: string;
    /** Where the request comes from: an address, or `unknown`. */
    ip: string;
  }
}

const ID_BYTES = 16;
const ID_LENGTH = ID_BYTES * 2;
const IDS_DRAWN = 1024;
let drawn = '';
let used = 0;

/** 128 random bits in hex. Drawing many at once costs a fraction of drawing them one by one. */
function drawRequestId(): string {
  if (used === drawn.length) {
    drawn = randomBytes(ID_BYTES * IDS_DRAWN).toString('hex');
    used = 0;
  }
  used += ID_LENGTH;
  return drawn.slice(used - ID_LENGTH, used);
}

/** The caller's `X-Request-Id` if it is well-formed and contains no secret. Otherwise a new one. */
export function requestIdOf(headers: IncomingHttpHeaders): string {
  const given = headers['x-request-id'];
  if (typeof given !== 'string' || !ACCEPTED_REQUEST_ID.test(given)) return drawRequestId();
  return holdsToken(given) ? drawRequestId() : given;
}

/** Every answer tells the ID of its request. */
export function assignRequestId(request: Request, response: Response, next: NextFunction): void {
  const requestId = requestIdOf(request.headers);
  response.locals.requestId = requestId;
  response.set('x-request-id', requestId);
  next();
}

/**
 * `Keyplane-Stack` and `Keyplane-Run` name the Terraform stack and run. A malformed one is refused: without
 * it, what an interrupted run leaves behind would never be found.
 * @throws Failure `invalid_request`
 */
export function originOf(headers: IncomingHttpHeaders): Pick<Caller, 'stack' | 'run'> {
  return {
    stack: labelOf('Keyplane-Stack', headers['keyplane-stack']),
    run: labelOf('Keyplane-Run', headers['keyplane-run']),
  };
}

/**
 * What a run creates or changes is remembered by its stack and its run together. With only one of them,
 * the change would be made but not remembered, and nothing would find it if the run is cut off.
 * @throws Failure `invalid_request`
 */
export function requireStackAndRun({ stack, run }: Pick<Caller, 'stack' | 'run'>): void {
  if ((stack === null) === (run === null)) return;
  const [given, absent] =
    run === null ? ['Keyplane-Stack', 'Keyplane-Run'] : ['Keyplane-Run', 'Keyplane-Stack'];
  throw invalidField(
    `#${absent.toLowerCase()}`,
    'invalid_header',
    `${absent} is missing, although ${given} is given. Keyplane needs both to remember ` +
      'what a run creates or changes. Send both headers, or neither.',
  );
}

function labelOf(name: string, value: string | string[] | undefined): string | null {
  if (value === undefined) return null;
  if (typeof value === 'string' && LABEL.test(value)) return value;
  throw invalidField(
    `#${name.toLowerCase()}`,
    'invalid_header',
    `${name} must have 1 to 200 printable ASCII characters.`,
  );
}
