/**
 * 128 random bits. `crypto.randomUUID` exists only on https, and somebody who tries Keyplane may
 * use http.
 */
export function newIdempotencyKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
