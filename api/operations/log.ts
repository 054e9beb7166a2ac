import { destination, pino, stdTimeFunctions, type DestinationStream } from 'pino';
import { MASK, maskSecrets } from '../domain/mask-secrets';
import { SECRET_PATTERN } from '../domain/secret';

export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const;

export type LogLevel = (typeof LOG_LEVELS)[number];

type Write = (fields: object, message: string) => void;

/**
 * Lines of JSON. Secrets conceal themselves by type. Other secrets are recognized by the name of their
 * field.
 */
export interface Log extends Readonly<Record<LogLevel, Write>> {
  /**
   * A line for each request, assembled by its caller. In `members`, each member of the JSON follows
   * a comma, and the caller has masked every text that a client chose. The line is written a moment
   * later, together with the lines that follow. It is lost only if the process is killed.
   */
  request(level: LogLevel, members: string): void;
}

/** Compared without case, hyphens and underscores: `client_secret` is `clientSecret`. */
const SECRET_NAMES = new Set([
  'secrets',
  'authorization',
  'proxyauthorization',
  'jwe',
  'secretjwe',
  'apikey',
  'cookie',
  'setcookie',
  'idempotencykey',
]);
/** `access_token`, `client_secret`, `subjectToken`, `client_assertion`, `previousMasterKey`. */
const SECRET_ENDINGS = ['secret', 'token', 'password', 'assertion', 'privatekey', 'masterkey'];

const DEPTH_AT_MOST = 6;

const WAITING_LENGTH = 16_384;
const WAITING_MILLIS = 100;
/** POSIX keeps a write of at most this many bytes to a pipe in one piece (PIPE_BUF of Linux). */
const UNDIVIDED_BYTES = 4096;

/**
 * Writes synchronously, so that the last line before an exit is not lost.
 * @param options.worker the number of this worker, if several share the output. Each line then names
 * it, and what is written together is short enough to stay in one piece.
 */
export function createLog(options: {
  level: LogLevel;
  stream?: DestinationStream;
  worker?: number | undefined;
  /** Names the trace of the work in progress, if there is one. */
  traceFields?: () => object | undefined;
}): Log {
  const { worker, traceFields } = options;
  const ofWorker = worker === undefined ? '' : `,"worker":${worker}`;
  const stream = options.stream ?? destination({ fd: 1, sync: true });
  const lines = pino(
    {
      level: options.level,
      base: worker === undefined ? null : { worker },
      timestamp: stdTimeFunctions.isoTime,
      ...(traceFields && { mixin: () => traceFields() ?? {} }),
      serializers: { err: (error: unknown) => error },
      formatters: { level: (label) => ({ level: label }), log: redactedFields },
    },
    stream,
  );
  let waiting = '';
  let waitingBytes = 0;
  let timer: NodeJS.Timeout | undefined;

  function writeWaiting(): void {
    clearTimeout(timer);
    timer = undefined;
    const text = waiting;
    // The lines are taken out before the write, so that a write that fails is not repeated forever.
    waiting = '';
    waitingBytes = 0;
    if (text !== '') stream.write(SECRET_PATTERN.test(text) ? maskLines(text) : text);
  }
  if (options.stream === undefined) writeAtExit(writeWaiting);

  const write =
    (level: LogLevel): Write =>
    (fields, message) => {
      writeWaiting();
      lines[level](fields, maskSecrets(message));
    };

  return {
    trace: write('trace'),
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
    fatal: write('fatal'),
    request(level, members) {
      if (!lines.isLevelEnabled(level)) return;
      const line = `${startOf(level, Date.now())}${ofWorker}${members},"msg":"request"}\n`;
      if (worker !== undefined) {
        const bytes = Buffer.byteLength(line);
        if (waitingBytes + bytes > UNDIVIDED_BYTES) writeWaiting();
        waitingBytes += bytes;
      }
      waiting += line;
      if (waiting.length > WAITING_LENGTH) writeWaiting();
      else timer ??= setTimeout(writeWaiting, WAITING_MILLIS).unref();
    },
  };
}

/** Lines without a secret of a key stay as their callers made them. */
function maskLines(text: string): string {
  return text.replaceAll(/[^\n]*\n/g, (line) =>
    SECRET_PATTERN.test(line) ? maskSecrets(line) : line,
  );
}

const atExit = new Set<() => void>();

function writeAtExit(write: () => void): void {
  if (atExit.size === 0) process.once('exit', () => atExit.forEach((each) => each()));
  atExit.add(write);
}

let last = { level: '', millis: 0, text: '' };

/** Requests of one millisecond share the text. */
function startOf(level: LogLevel, millis: number): string {
  if (millis !== last.millis || level !== last.level) {
    const time = new Date(millis).toISOString();
    last = { level, millis, text: `{"level":"${level}","time":"${time}"` };
  }
  return last.text;
}

function redactedFields(fields: object, depth = 0): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      maskSecrets(name),
      isSecretName(name) ? MASK : redacted(value, depth + 1),
    ]),
  );
}

function redacted(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return maskSecrets(value);
  if (typeof value !== 'object' || value === null) return value;
  if ('toJSON' in value) return redactedJson(value);
  if (depth > DEPTH_AT_MOST) return '[too deep]';
  if (value instanceof Error) return errorFields(value, depth);
  if (Array.isArray(value)) return value.map((item) => redacted(item, depth + 1));
  return redactedFields(value, depth);
}

/** As `JSON.stringify` would show it: a date, a URL, or a value that conceals itself. */
function redactedJson(value: object): unknown {
  const { toJSON } = value as { toJSON: unknown };
  const json: unknown = typeof toJSON === 'function' ? toJSON.call(value) : '[unreadable]';
  return typeof json === 'string' ? maskSecrets(json) : json;
}

function isSecretName(name: string): boolean {
  const plain = name.toLowerCase().replaceAll(/[-_]/g, '');
  return SECRET_NAMES.has(plain) || SECRET_ENDINGS.some((ending) => plain.endsWith(ending));
}

/** Only these properties of an error, because libraries attach requests, headers and queries to theirs. */
function errorFields(error: Error, depth: number): object {
  const { code } = error as { code?: unknown };
  return {
    type: error.name,
    message: maskSecrets(error.message),
    ...(typeof code === 'string' && { code: maskSecrets(code) }),
    stack: maskSecrets(error.stack ?? ''),
    ...(error.cause !== undefined && { cause: redacted(error.cause, depth + 1) }),
  };
}
