import { randomUUID } from 'node:crypto';
import type { Request, Response } from 'express';
import type { Caller } from '../domain/principal';

const ACCEPTED_REQUEST_ID = /^[A-Za-z0-9._-]{8,128}$/;
const LABEL = /^[\x21-\x7e][\x20-\x7e]{0,199}$/;

declare module 'express-serve-static-core' {
  interface Locals {
    requestId: string;
    caller?: Caller;
    /** The operation that answered, as metrics and logs name it. */
    operationId?: string;
  }
}

/** Takes the caller's `X-Request-Id` where it is well-formed, else draws one; always answers with it. */
export function assignRequestId(request: Request, response: Response, next: () => void): void {
  const given = request.get('x-request-id');
  const requestId = given !== undefined && ACCEPTED_REQUEST_ID.test(given) ? given : randomUUID();
  response.locals.requestId = requestId;
  response.set('x-request-id', requestId);
  next();
}

/** `Keyplane-Stack` and `Keyplane-Run` name the Terraform stack and run; malformed ones do not count. */
export function originOf(request: Request): { stack: string | null; run: string | null } {
  const label = (header: string) => {
    const value = request.get(header);
    return value !== undefined && LABEL.test(value) ? value : null;
  };
  return { stack: label('keyplane-stack'), run: label('keyplane-run') };
}
