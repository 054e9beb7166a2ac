import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { decodeMessage } from '../../provider/terraform-plugin/protocol/message-codec';
import {
  field,
  message,
  optional,
  repeated,
} from '../../provider/terraform-plugin/protocol/message-descriptor';

export interface ReceivedSpan {
  readonly traceId: string;
  readonly spanId: string;
  /** Empty for the root of a trace. */
  readonly parentSpanId: string;
  readonly name: string;
  /** 1 internal, 2 server, 3 client. */
  readonly kind: number;
  readonly attributes: Readonly<Record<string, string | number | boolean>>;
  /** 0 unset, 1 ok, 2 error. */
  readonly statusCode: number;
  readonly resource: Readonly<Record<string, string | number | boolean>>;
}

/** A collector that keeps what it receives. */
export interface OtlpReceiver {
  /** For `OTEL_EXPORTER_OTLP_ENDPOINT`. */
  readonly url: string;
  readonly requests: readonly { readonly path: string; readonly headers: IncomingHttpHeaders }[];
  spans(): readonly ReceivedSpan[];
  /** Everything that was received, as it was sent. */
  bytes(): Buffer;
  close(): Promise<void>;
}

export async function startOtlpReceiver(): Promise<OtlpReceiver> {
  const requests: { path: string; headers: IncomingHttpHeaders }[] = [];
  const bodies: Buffer[] = [];
  const spans: ReceivedSpan[] = [];
  const server = createServer((request, response) => {
    void buffer(request).then((body) => {
      requests.push({ path: request.url ?? '', headers: request.headers });
      bodies.push(body);
      const isJson = request.headers['content-type'] === 'application/json';
      spans.push(...spansOf(isJson ? (JSON.parse(body.toString()) as Export) : readProto(body)));
      response.writeHead(200, { 'content-type': request.headers['content-type'] ?? '' });
      response.end(isJson ? '{}' : '');
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    spans: () => spans,
    bytes: () => Buffer.concat(bodies),
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

interface Value {
  readonly stringValue?: string;
  readonly intValue?: number | string;
  readonly boolValue?: boolean;
}

interface KeyValue {
  readonly key: string;
  readonly value?: Value;
}

interface SentSpan {
  readonly traceId: string | Uint8Array;
  readonly spanId: string | Uint8Array;
  readonly parentSpanId?: string | Uint8Array;
  readonly name: string;
  readonly kind: number;
  readonly attributes?: readonly KeyValue[];
  readonly status?: { readonly code?: number };
}

interface Export {
  readonly resourceSpans: readonly {
    readonly resource?: { readonly attributes?: readonly KeyValue[] };
    readonly scopeSpans: readonly { readonly spans: readonly SentSpan[] }[];
  }[];
}

const hex = (id: string | Uint8Array = '') =>
  typeof id === 'string' ? id : Buffer.from(id).toString('hex');

const record = (pairs: readonly KeyValue[] = []) =>
  Object.fromEntries(pairs.map(({ key, value }) => [key, valueOf(value)]));

function valueOf({ stringValue, intValue, boolValue }: Value = {}): string | number | boolean {
  return stringValue ?? boolValue ?? Number(intValue);
}

function spansOf({ resourceSpans }: Export): ReceivedSpan[] {
  return resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans.flatMap(({ spans }) =>
      spans.map(({ traceId, spanId, parentSpanId, name, kind, attributes, status }) => ({
        traceId: hex(traceId),
        spanId: hex(spanId),
        parentSpanId: hex(parentSpanId),
        name,
        kind,
        attributes: record(attributes),
        statusCode: status?.code ?? 0,
        resource: record(resource?.attributes),
      })),
    ),
  );
}

// The fields of opentelemetry-proto that the tests read. Others are skipped.
const anyValue = message('AnyValue', {
  stringValue: optional(1, 'string'),
  boolValue: optional(2, 'bool'),
  intValue: optional(3, 'int64'),
});
const keyValue = message('KeyValue', { key: field(1, 'string'), value: field(2, () => anyValue) });
const sentSpan = message('Span', {
  traceId: field(1, 'bytes'),
  spanId: field(2, 'bytes'),
  parentSpanId: field(4, 'bytes'),
  name: field(5, 'string'),
  kind: field(6, 'int32'),
  attributes: repeated(9, () => keyValue),
  status: field(15, () => message('Status', { code: field(3, 'int32') })),
});
const exported = message('ExportTraceServiceRequest', {
  resourceSpans: repeated(1, () =>
    message('ResourceSpans', {
      resource: field(1, () => message('Resource', { attributes: repeated(1, () => keyValue) })),
      scopeSpans: repeated(2, () => message('ScopeSpans', { spans: repeated(2, () => sentSpan) })),
    }),
  ),
});

const readProto = (body: Buffer): Export => decodeMessage(exported, body) as unknown as Export;
