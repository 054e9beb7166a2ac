import { messageEnd, requestLine } from './http-message';

const bytes = (...lines: string[]) => Buffer.from(lines.join('\r\n'));

describe('an HTTP message among bytes', () => {
  const withLength = bytes('POST /v1/roles HTTP/1.1', 'Content-Length: 4', '', '{"a"');

  it('ends where its length says', () => {
    expect(messageEnd(withLength)).toBe(withLength.length);
    expect(messageEnd(Buffer.concat([withLength, withLength]))).toBe(withLength.length);
  });

  it('ends with its last chunk', () => {
    const chunked = bytes(
      'HTTP/1.1 200 OK',
      'transfer-encoding: chunked',
      '',
      '2',
      '10',
      '1',
      '0',
      '0',
      '',
      '',
    );
    expect(messageEnd(chunked)).toBe(chunked.length);
    expect(messageEnd(chunked.subarray(0, chunked.length - 1))).toBeUndefined();
  });

  it('ends with its head if it can have no body', () => {
    const read = bytes('GET /v1/roles HTTP/1.1', 'host: x', '', '');
    expect(messageEnd(read)).toBe(read.length);
    const empty = bytes('HTTP/1.1 204 No Content', 'x: y', '', '');
    expect(messageEnd(Buffer.concat([empty, empty]))).toBe(empty.length);
  });

  it('is undefined until all of it has arrived', () => {
    for (let length = 0; length < withLength.length; length += 1) {
      expect(messageEnd(withLength.subarray(0, length))).toBeUndefined();
    }
  });

  it('names the method and path in its first line', () => {
    expect(requestLine(withLength)).toEqual({ method: 'POST', path: '/v1/roles' });
  });
});
