import { createHash } from 'node:crypto';

/** Parsed bodies have their fields in the order of the schema, so equal requests have equal hashes. */
export function bodyHash(body: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify(body ?? null))
    .digest('base64url');
}
