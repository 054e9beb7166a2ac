import { answered, type Answered, type Json } from './problem';

/** An object with the version that a change of it must name. */
export interface Versioned<T> {
  readonly value: T;
  readonly etag: string;
}

/**
 * An object and its ETag.
 * @throws ApiProblem if the API refuses the request or does not answer
 */
export async function versionedOf<T>(call: Promise<Answered<T>>): Promise<Versioned<Json<T>>> {
  const { value, response } = await answered(call);
  return { value, etag: response.headers.get('etag') ?? '' };
}

/** With this header, the API refuses to overwrite what somebody else has changed. */
export const ifMatch = (etag: string) => ({ header: { 'If-Match': etag } });
