const HEAD_END = '\r\n\r\n';
const LAST_CHUNK = '0\r\n\r\n';

export interface RequestLine {
  readonly method: string;
  readonly path: string;
}

/**
 * Where the first HTTP/1.1 message of these bytes ends (RFC 9112, section 6); undefined while a part
 * of it is missing.
 */
export function messageEnd(bytes: Buffer): number | undefined {
  const headEnd = bytes.indexOf(HEAD_END);
  if (headEnd < 0) return undefined;
  const bodyStart = headEnd + HEAD_END.length;
  const head = bytes.toString('latin1', 0, headEnd);
  if (/^HTTP\/1\.1 (1\d\d|204|304) /.test(head)) return bodyStart;
  if (/^transfer-encoding: *chunked$/im.test(head)) {
    // No chunk between the provider and the API contains this text, because their JSON has no line
    // breaks.
    const lastChunk = bytes.indexOf(LAST_CHUNK, bodyStart);
    return lastChunk < 0 ? undefined : lastChunk + LAST_CHUNK.length;
  }
  const end = bodyStart + Number(/^content-length: *(\d+)$/im.exec(head)?.[1] ?? 0);
  return end > bytes.length ? undefined : end;
}

/** The body of a complete message that has a `Content-Length`. */
export function messageBody(message: Buffer): string {
  return message.toString('utf8', message.indexOf(HEAD_END) + HEAD_END.length);
}

export function requestLine(request: Buffer): RequestLine {
  const [method = '', path = ''] = request
    .toString('latin1', 0, request.indexOf('\r\n'))
    .split(' ');
  return { method, path };
}
