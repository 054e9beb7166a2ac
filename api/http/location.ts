import type { Endpoint } from './endpoint';
import { idOf } from './replay';

/** RFC 9110, section 10.2.2: where to read the object that a 201 created. */
export function locationOf(
  { path, location }: Pick<Endpoint, 'path' | 'location'>,
  { status, body }: { readonly status: number; readonly body?: unknown },
): string | undefined {
  if (status !== 201) return undefined;
  return location?.(body) ?? `${path}/${idOf(body)}`;
}
