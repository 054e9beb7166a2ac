import type { Endpoint } from './endpoint';
import { LABEL } from '../lib/label';
import { z } from './wire';

/** What an `Idempotency-Key` may be. */
export const IDEMPOTENCY_KEY = /^[\x21-\x7e]{1,255}$/;

/** @param sent every `Idempotency-Key` header of a request: Node joins several into one text */
export function idempotencyKeyFault(sent: readonly string[]): string {
  return sent.length > 1
    ? 'The request has several Idempotency-Key headers. Send one.'
    : 'An Idempotency-Key must have 1 to 255 printable ASCII characters and no spaces. Send ' +
        'a UUID, for example.';
}

/** Swagger UI sends every header that has an example, so only headers that are needed have one. */
const label = (isNeeded: boolean, description: string, example: string) => {
  const text = z.string().regex(LABEL).max(200);
  return isNeeded
    ? text.openapi({ description, example })
    : text.optional().openapi({ description });
};

const idempotencyKey = z
  .string()
  .regex(IDEMPOTENCY_KEY)
  .max(255)
  .optional()
  .openapi({
    description:
      'Makes a request safe to repeat. For 24 hours, a repeated request with the same ' +
      'Idempotency-Key and body gets the same answer. That answer contains the secret again ' +
      'only if the Idempotency-Key is random (128 bits or more, such as a UUID).',
  });

const ifMatch = z
  .string()
  .optional()
  .openapi({
    description:
      'ETag of the version that you read, or a list of ETags. If the object has another ' +
      'version, the answer is 412. A weak ETag (`W/"1"`) never matches.',
  });

/** With only one of the two headers, the creation would not be found again. */
const TOGETHER =
  'An operation with `Idempotency-Key` or `If-Match` takes `Keyplane-Stack` and `Keyplane-Run` together or ' +
  'not at all.';

const stack = (isNeeded: boolean) =>
  label(
    isNeeded,
    `The Terraform stack that the request belongs to: a line of 1 to 200 printable ASCII characters. ${TOGETHER}`,
    's3://bucket/key#prod',
  );
const run = (isNeeded: boolean) =>
  label(
    isNeeded,
    'The Terraform run that the request belongs to: a line of 1 to 200 printable ASCII ' +
      `characters. ${TOGETHER}`,
    '0f8b6c1e-7d52-4b8e-9f0a-3c2d1e4f5a6b',
  );

const team = z
  .string()
  .optional()
  .openapi({
    description:
      'ID of the team, if the request is made in a session that reaches several teams. Ignored if the ' +
      'request has an `Authorization` header.',
  });

/** The headers that an operation reads, besides those that authenticate its caller. */
export function requestHeaders(endpoint: Endpoint): Record<string, z.ZodType> {
  return {
    ...(endpoint.idempotent && { 'Idempotency-Key': idempotencyKey }),
    ...(endpoint.conditional && { 'If-Match': ifMatch }),
    ...(endpoint.access !== 'public' && {
      ...(!endpoint.hot && { 'Keyplane-Team': team }),
      'Keyplane-Stack': stack(endpoint.needs !== undefined),
      'Keyplane-Run': run(endpoint.needs === 'run'),
    }),
  };
}
