import { repeatedMessage } from './field-message';
import { invalidField } from '../domain/failure';
import type { Caller } from '../domain/principal';
import type { Endpoint } from './endpoint';
import { z } from './wire';

/** What every create and update accepts besides its own query. */
export const dryRunQuery = z.object({
  dry_run: z
    .enum(['true', 'false'])
    .optional()
    .openapi({
      description:
        'If `true`, the answer is the one that the request would get, but nothing happens: no ' +
        'change, no mail, no audit event. The answer contains no secret, and new IDs in it ' +
        'belong to no object.',
    }),
});

/**
 * Creates and updates, except public endpoints and endpoints that are called for each request of other
 * services.
 */
export function isRehearsable({ method, status, idempotent, access, hot }: Endpoint): boolean {
  if (hot === true || access === 'public') return false;
  const isCreate = method === 'post' && (status === 201 || idempotent === true);
  return isCreate || method === 'patch' || method === 'put';
}

/**
 * Whether a request asks for a dry run, and its query without that.
 * @throws Failure `invalid_request`
 */
export function dryRunOf(
  endpoint: Endpoint,
  query: Readonly<Record<string, unknown>>,
): { readonly isDryRun: boolean; readonly query: unknown } {
  if (!isRehearsable(endpoint) || query['dry_run'] === undefined) {
    return { isDryRun: false, query };
  }
  const { dry_run: given, ...rest } = query;
  if (Array.isArray(given)) {
    throw invalidField('?dry_run', 'duplicate', repeatedMessage('dry_run'));
  }
  if (given !== 'true' && given !== 'false') {
    throw invalidField('?dry_run', 'invalid_value', '`dry_run` must be true or false.');
  }
  return { isDryRun: given === 'true', query: rest };
}

/** A dry run judges the request, not what earlier runs of a stack have left behind. */
export function outsideOfRuns(caller: Caller): Caller {
  return { ...caller, stack: null, run: null };
}
