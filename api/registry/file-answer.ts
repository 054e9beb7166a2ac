import { isNamedIn } from '../http/if-none-match';
import type { OfferedFile } from './offered-release';

/** How to answer a request for a file, or for a part of it. */
export interface FileAnswer {
  readonly status: 200 | 206 | 304 | 416;
  readonly headers: Readonly<Record<string, string>>;
  /**
   * The range of bytes of the file to send, both ends included. If absent, the answer has no body.
   */
  readonly bytes?: { readonly start: number; readonly end: number };
}

export interface FileRequest {
  readonly ifNoneMatch: string | undefined;
  readonly ifRange: string | undefined;
  /**
   * The range in the header `Range`; -1 if it is outside the file. Absent if there is no range, or
   * if there are several.
   */
  readonly range: { readonly start: number; readonly end: number } | -1 | undefined;
}

/** Answers by RFC 9110, sections 13 and 14. The ETag is strong, because it is the hash of the bytes. */
export function fileAnswer(
  { filename, size, sha256 }: Pick<OfferedFile, 'filename' | 'size' | 'sha256'>,
  { ifNoneMatch, ifRange, range }: FileRequest,
): FileAnswer {
  const etag = `"${sha256}"`;
  const shared = { etag, 'accept-ranges': 'bytes', 'cache-control': cacheControlOf(filename) };
  if (isNamedIn(etag, ifNoneMatch)) return { status: 304, headers: shared };
  const type = { 'content-type': contentTypeOf(filename) };
  if (range === undefined || (ifRange !== undefined && ifRange !== etag)) {
    const headers = { ...shared, ...type, 'content-length': String(size) };
    return { status: 200, headers, ...(size > 0 && { bytes: { start: 0, end: size - 1 } }) };
  }
  if (range === -1) {
    return { status: 416, headers: { ...shared, 'content-range': `bytes */${size}` } };
  }
  const { start, end } = range;
  const headers = {
    ...shared,
    ...type,
    'content-range': `bytes ${start}-${end}/${size}`,
    'content-length': String(end - start + 1),
  };
  return { status: 206, headers, bytes: { start, end } };
}

/** An archive is never published with different bytes. The other files change if the release is signed again. */
function cacheControlOf(filename: string): string {
  return filename.endsWith('.zip') ? 'public, max-age=31536000, immutable' : 'public, max-age=60';
}

function contentTypeOf(filename: string): string {
  if (filename.endsWith('.zip')) return 'application/zip';
  return filename.endsWith('.sig') ? 'application/pgp-signature' : 'text/plain; charset=utf-8';
}
