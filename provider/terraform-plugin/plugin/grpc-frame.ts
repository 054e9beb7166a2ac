import { GrpcError, GrpcStatus } from './grpc-status';

const compressedFlagBytes = 1;
const headerBytes = compressedFlagBytes + 4;

/** gRPC's length-prefixed message: a compressed flag, a 32-bit length, the message. */
export function encodeFrame(message: Uint8Array): Buffer {
  const frame = Buffer.allocUnsafe(headerBytes + message.length);
  frame.writeUInt8(0, 0);
  frame.writeUInt32BE(message.length, compressedFlagBytes);
  frame.set(message, headerBytes);
  return frame;
}

export interface FrameReader {
  /** The messages that this chunk completes. Throws a `GrpcError` if a message is refused. */
  push(chunk: Uint8Array): readonly Uint8Array[];
  /** Whether the bytes so far end between two messages. */
  isBetweenMessages(): boolean;
}

/** Reads messages from chunks that may end anywhere. */
export function createFrameReader(maxMessageBytes: number): FrameReader {
  let chunks: Uint8Array[] = [];
  let bufferedBytes = 0;
  let wantedBytes = headerBytes;
  let isHeaderNext = true;

  function take(length: number): Buffer {
    const all = Buffer.concat(chunks);
    const rest = all.subarray(length);
    chunks = rest.length === 0 ? [] : [rest];
    bufferedBytes = rest.length;
    return all.subarray(0, length);
  }

  function messageLength(header: Buffer): number {
    if (header.readUInt8(0) !== 0) {
      throw new GrpcError(GrpcStatus.unimplemented, 'Compressed messages are not supported.');
    }
    const length = header.readUInt32BE(compressedFlagBytes);
    if (length > maxMessageBytes) {
      throw new GrpcError(
        GrpcStatus.resourceExhausted,
        `A message of ${length} bytes is larger than the ${maxMessageBytes} that are accepted.`,
      );
    }
    return length;
  }

  return {
    push(chunk) {
      chunks.push(chunk);
      bufferedBytes += chunk.length;
      const messages: Uint8Array[] = [];
      while (bufferedBytes >= wantedBytes) {
        const bytes = take(wantedBytes);
        if (isHeaderNext) wantedBytes = messageLength(bytes);
        else {
          messages.push(bytes);
          wantedBytes = headerBytes;
        }
        isHeaderNext = !isHeaderNext;
      }
      return messages;
    },
    isBetweenMessages: () => isHeaderNext && bufferedBytes === 0,
  };
}
