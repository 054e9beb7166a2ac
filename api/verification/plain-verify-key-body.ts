import type { z } from 'zod';
import { PERMISSION_PATTERN } from '../domain/permission';
import { MOST_PERMISSIONS, type verifyKeyBody } from './verification-schemas';

type VerifyKeyBody = z.output<typeof verifyKeyBody>;

/** No rule about texts refuses or changes such a text. */
const PLAIN_TEXT = /^[0-9A-Za-z_]{1,100}$/;

/**
 * A body with nothing but a secret and permissions, as most services send it. The schema takes a tenth of a
 * verification for it. `undefined` for every other body, above all for a wrong one: only the schema says
 * what is wrong.
 */
export function plainVerifyKeyBody(body: unknown): VerifyKeyBody | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  const { secret, permissions = [] } = body as Readonly<Record<string, unknown>>;
  if (typeof secret !== 'string' || !PLAIN_TEXT.test(secret)) return undefined;
  if (!isPlainList(permissions)) return undefined;
  for (const name in body) {
    if (name !== 'secret' && name !== 'permissions') return undefined;
  }
  return { secret, permissions };
}

function isPlainList(permissions: unknown): permissions is string[] {
  if (!Array.isArray(permissions) || permissions.length > MOST_PERMISSIONS) return false;
  for (const permission of permissions as readonly unknown[]) {
    if (typeof permission !== 'string' || !PERMISSION_PATTERN.test(permission)) return false;
  }
  return true;
}
