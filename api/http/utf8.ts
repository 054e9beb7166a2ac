import { isUtf8 } from 'node:buffer';
import { Failure, invalidField } from '../domain/failure';

/**
 * Decoding replaces bytes that are not UTF-8 with this character. A valid text can contain it, too.
 */
const REPLACEMENT = '\ufffd';

/**
 * Invalid bytes would be stored as another text. Only a text that contains the replacement character is
 * checked twice, which costs an ASCII body nothing.
 * @throws Failure `malformed_body`
 */
export function utf8Text(bytes: Buffer): string {
  const text = bytes.toString('utf8');
  if (text.includes(REPLACEMENT)) requireUtf8(bytes);
  return text;
}

/** @throws Failure `malformed_body` */
export function requireUtf8(bytes: Buffer): void {
  if (isUtf8(bytes)) return;
  throw new Failure('malformed_body', 'The request body is not valid UTF-8. Encode it as UTF-8.');
}

/** For a body parser of Express, which would decode other charsets itself, invalid bytes included. */
export function verifyUtf8(
  _request: unknown,
  _response: unknown,
  bytes: Buffer,
  charset: string,
): void {
  if (!/^utf-?8$/i.test(charset)) {
    throw new Failure(
      'unsupported_media_type',
      `Send the body in UTF-8, not in ${charset.slice(0, 40)}.`,
    );
  }
  requireUtf8(bytes);
}

/** Whether a form is valid although its text contains the replacement character. */
export function isSoundForm(form: string): boolean {
  try {
    decodeURIComponent(form.replaceAll('+', ' '));
    return true;
  } catch {
    return false;
  }
}

/**
 * Each part of a query is percent-encoded UTF-8. Node would read anything else as another text.
 * @throws Failure `invalid_request`
 */
export function requireSoundQuery(url: string): void {
  const start = url.indexOf('?');
  if (start < 0) return;
  for (const part of url.slice(start + 1).split('&')) {
    if (isAscii(part) && isSoundForm(part)) continue;
    const name = /^[\w-]*/.exec(part)?.[0] ?? '';
    throw invalidField(
      `?${name.slice(0, 64)}`,
      'invalid_encoding',
      'The query is not percent-encoded UTF-8. Encode each name and value as UTF-8, then as %XX.',
    );
  }
}

/** Node reads each raw byte of a URL as a character of its own. */
function isAscii(text: string): boolean {
  return !/[^\x21-\x7e]/.test(text);
}
