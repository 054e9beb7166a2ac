import { once } from 'node:events';
import { connect as connectHttp2, type ClientHttp2Session } from 'node:http2';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { GrpcError, GrpcStatus } from '../../../../provider/terraform-plugin/plugin/grpc-status';
import {
  createGrpcServer,
  type GrpcMethod,
  type GrpcServer,
} from '../../../../provider/terraform-plugin/plugin/grpc-server';
import { effort } from '../../../support/effort';
import { frame, grpcHeaders, sendChunks } from './support/grpc-call';
import { waitFor } from './support/wait-for';

const maxMessageBytes = 80 * 2 ** 20;
const silent = { trace() {}, debug() {}, info() {}, warn() {}, error() {} };

describe('the gRPC server', () => {
  let grpc: GrpcServer;
  let listener: Server;
  let session: ClientHttp2Session;
  const signals: AbortSignal[] = [];

  const unary = (handle: (request: Uint8Array, signal: AbortSignal) => Promise<Uint8Array>) =>
    ({ kind: 'unary', handle }) satisfies GrpcMethod;

  beforeEach(async () => {
    signals.length = 0;
    grpc = createGrpcServer({
      logger: silent,
      maxMessageBytes,
      methods: new Map<string, GrpcMethod>([
        ['/test/Echo', unary(async (request) => request)],
        [
          '/test/Refuse',
          unary(async () => {
            throw new GrpcError(GrpcStatus.resourceExhausted, '100 % voll – später');
          }),
        ],
        [
          '/test/Crash',
          unary(async () => {
            throw new Error('password=hunter2');
          }),
        ],
        [
          '/test/Wait',
          unary((_request, signal) => {
            signals.push(signal);
            return new Promise((resolve) =>
              signal.addEventListener('abort', () => resolve(new Uint8Array())),
            );
          }),
        ],
        ['/test/Open', { kind: 'open-stream' }],
      ]),
    });
    listener = createServer(grpc.accept).listen(0, '127.0.0.1');
    await once(listener, 'listening');
    const { port } = listener.address() as AddressInfo;
    session = connectHttp2(`http://127.0.0.1:${port}`, { maxSessionMemory: 1024 });
  });

  afterEach(() => {
    session.destroy();
    grpc.closeSessions();
    listener.close();
  });

  it('answers a message with a message and the status ok', async () => {
    const answer = await sendChunks(session, '/test/Echo', [frame(Buffer.from('hello'))]);
    expect(answer).toEqual({ status: 0, message: '', body: frame(Buffer.from('hello')) });
  });

  it('accepts an empty message', async () => {
    const answer = await sendChunks(session, '/test/Echo', [frame(new Uint8Array())]);
    expect(answer).toMatchObject({ status: 0, body: frame(new Uint8Array()) });
  });

  it('joins a message that arrives byte by byte', async () => {
    const sent = frame(Buffer.from('split'));
    const bytes = Array.from(sent, (byte) => Buffer.of(byte));
    expect((await sendChunks(session, '/test/Echo', bytes)).body).toEqual(sent);
  });

  const megabytes = effort({ full: 64, fast: 16 });
  it(`carries a message of ${megabytes} MB both ways`, async () => {
    const sent = frame(Buffer.alloc(megabytes * 2 ** 20, 'keyplane'));
    const { status, body } = await sendChunks(session, '/test/Echo', [sent]);
    expect(status).toBe(0);
    expect(body.equals(sent)).toBe(true);
  });

  it('answers many calls on one connection at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 300 }, (_, index) =>
        sendChunks(session, '/test/Echo', [frame(Buffer.from(`call ${index}`))]),
      ),
    );
    answers.forEach(({ body }, index) => expect(body.subarray(5).toString()).toBe(`call ${index}`));
  });

  it('accepts new calls while large messages are being sent', async () => {
    const large = frame(Buffer.alloc(effort({ full: 16, fast: 4 }) * 2 ** 20));
    const small = frame(Buffer.from('small'));
    const answers = await Promise.all(
      [large, large, large, ...Array<Buffer>(50).fill(small), large].map((sent) =>
        sendChunks(session, '/test/Echo', [sent]),
      ),
    );
    expect(answers.every(({ status }) => status === 0)).toBe(true);
    const late = Promise.all(
      [large, large].map((sent) => sendChunks(session, '/test/Echo', [sent])),
    );
    for (let call = 0; call < 100; call++) {
      expect((await sendChunks(session, '/test/Echo', [small])).body).toEqual(small);
    }
    await late;
  });

  it.each([
    ['two messages', [frame(Buffer.of(1)), frame(Buffer.of(2))], GrpcStatus.internal],
    ['no message', [], GrpcStatus.internal],
    ['half a message', [frame(Buffer.alloc(9)).subarray(0, 8)], GrpcStatus.internal],
    ['a compressed message', [frame(Buffer.of(1), 1)], GrpcStatus.unimplemented],
    [
      'a message that is too large',
      [Buffer.of(0, 0xff, 0xff, 0xff, 0xff)],
      GrpcStatus.resourceExhausted,
    ],
  ])('refuses %s', async (_name, chunks, status) => {
    await expect(sendChunks(session, '/test/Echo', chunks)).resolves.toMatchObject({ status });
  });

  it('answers "unimplemented" for a method that it does not have', async () => {
    const answer = await sendChunks(session, '/tfplugin6.Provider/ListResource', [
      frame(new Uint8Array()),
    ]);
    expect(answer).toMatchObject({ status: 12, message: expect.stringContaining('ListResource') });
  });

  it('percent-encodes the message of a status', async () => {
    const answer = await sendChunks(session, '/test/Refuse', [frame(new Uint8Array())]);
    expect(answer).toMatchObject({ status: 8, message: '100 % voll – später' });
  });

  it('does not tell the client what an unexpected error says', async () => {
    const { status, message } = await sendChunks(session, '/test/Crash', [frame(new Uint8Array())]);
    expect(status).toBe(GrpcStatus.internal);
    expect(message).not.toContain('hunter2');
  });

  it('aborts a call that the client cancels', async () => {
    const stream = session.request(grpcHeaders('/test/Wait'));
    stream.end(frame(new Uint8Array()));
    await waitFor(() => signals.length > 0);
    stream.close(8);
    const [signal] = signals;
    if (signal?.aborted === false) await once(signal, 'abort');
    expect(signal?.aborted).toBe(true);
  });

  it('keeps a stream open after the client has sent everything', async () => {
    const stream = session.request(grpcHeaders('/test/Open'));
    stream.end(frame(new Uint8Array()));
    const [headers] = (await once(stream, 'response')) as [Record<string, unknown>];
    expect(headers[':status']).toBe(200);
    await sendChunks(session, '/test/Echo', [frame(new Uint8Array())]);
    expect(stream.closed).toBe(false);
  });

  it('refuses a request that is not gRPC', async () => {
    const stream = session.request({ ':path': '/test/Echo' });
    const [headers] = (await once(stream, 'response')) as [Record<string, unknown>];
    expect(headers[':status']).toBe(415);
  });

  it('notices a peer that is gone without having closed its connection', async () => {
    const counts: number[] = [];
    const watched = createGrpcServer({
      methods: new Map(),
      logger: silent,
      maxMessageBytes,
      probeSeconds: 0.01,
      onSessionCount: (count) => counts.push(count),
    });
    const silentListener = createServer((socket) => watched.accept(withoutItsEnd(socket)));
    await once(silentListener.listen(0, '127.0.0.1'), 'listening');
    const { port } = silentListener.address() as AddressInfo;
    const connection = connect(port, '127.0.0.1');
    const peer = connectHttp2(`http://127.0.0.1:${port}`, { createConnection: () => connection });
    peer.on('error', () => {});
    // After a complete call, nothing is left to be written.
    await sendChunks(peer, '/test/Nothing', [frame(new Uint8Array())]);
    expect(counts).toEqual([1]);
    connection.resetAndDestroy();
    await waitFor(() => counts.length > 1);
    expect(counts).toEqual([1, 0]);
    silentListener.close();
  });
});

/** A connection whose end is never reported: only writing to it fails. */
function withoutItsEnd(socket: Socket): Duplex {
  socket.on('error', () => {});
  const told = new Duplex({
    read() {},
    write: (chunk: Uint8Array, _encoding, done) => void socket.write(chunk, done),
  });
  socket.on('data', (chunk) => told.push(chunk));
  told.on('close', () => socket.destroy());
  return told;
}
