import type { ClientHttp2Session, IncomingHttpHeaders } from 'node:http2';

export interface GrpcAnswer {
  readonly status: number;
  readonly message: string;
  /** The frames of the answer, as they were received. */
  readonly body: Buffer;
}

export function frame(message: Uint8Array, flag = 0): Buffer {
  const header = Buffer.alloc(5);
  header.writeUInt8(flag, 0);
  header.writeUInt32BE(message.length, 1);
  return Buffer.concat([header, message]);
}

export const grpcHeaders = (path: string) => ({
  ':method': 'POST',
  ':path': path,
  'content-type': 'application/grpc',
  te: 'trailers',
});

/** Makes one call and closes the session. */
export async function callUnary(
  session: ClientHttp2Session,
  path: string,
  message: Uint8Array,
): Promise<GrpcAnswer> {
  try {
    return await sendChunks(session, path, [frame(message)]);
  } finally {
    session.close();
  }
}

/** Each chunk is sent by itself, so frames may be cut anywhere. */
export function sendChunks(
  session: ClientHttp2Session,
  path: string,
  chunks: readonly Uint8Array[],
): Promise<GrpcAnswer> {
  return new Promise((resolve, reject) => {
    session.setMaxListeners(0).on('error', reject);
    const stream = session.request(grpcHeaders(path));
    const body: Buffer[] = [];
    let received: IncomingHttpHeaders = {};
    const merge = (headers: IncomingHttpHeaders): void => {
      received = { ...received, ...headers };
    };
    stream.on('response', merge);
    stream.on('trailers', merge);
    stream.on('data', (chunk: Buffer) => body.push(chunk));
    stream.on('error', reject);
    stream.on('close', () => {
      const status = received['grpc-status'];
      if (typeof status !== 'string') reject(new Error('The call ended without a status'));
      resolve({
        status: Number(status),
        message: decodeURIComponent(String(received['grpc-message'] ?? '')),
        body: Buffer.concat(body),
      });
    });
    const sendNext = (rest: readonly Uint8Array[]): void => {
      const [next, ...others] = rest;
      if (next === undefined) stream.end();
      else stream.write(next, () => setImmediate(sendNext, others));
    };
    sendNext(chunks);
  });
}
