import { createHash } from 'node:crypto';

/** Parsed bodies have their fields in the schema's order, so equal requests hash equally. */
export function bodyHash(body: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify(body ?? null))
    .digest('base64url');
}
