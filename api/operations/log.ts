import { destination, pino, stdTimeFunctions, type DestinationStream } from 'pino';
import { SECRET_PATTERN } from '../domain/secret';

export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const;

export type LogLevel = (typeof LOG_LEVELS)[number];

type Write = (fields: object, message: string) => void;

/** Lines of JSON. Secrets conceal themselves by type; what is none by type is caught by name. */
export interface Log extends Readonly<Record<LogLevel, Write>> {
  /**
   * A line for each request: of texts and numbers by names that no secret has, so that it costs
   * little. It may be written a moment later, as only a killed process loses it.
   */
  request(level: LogLevel, fields: RequestFields): void;
}

export type RequestFields = Readonly<Record<string, string | number | boolean | undefined>>;

/** Compared without case, hyphens and underscores: `client_secret` is `clientSecret`. */
const SECRET_NAMES = new Set([
  'secret',
  'secrets',
  'clientsecret',
  'password',
  'authorization',
  'accesstoken',
  'clientassertion',
  'subjecttoken',
  'token',
  'jwe',
  'privatekey',
  'masterkey',
  'previousmasterkey',
  'cookie',
  'setcookie',
  'idempotencykey',
]);

const EVERY_SECRET = new RegExp(SECRET_PATTERN.source, 'g');
const MASK = '[redacted]';
const DEPTH_AT_MOST = 6;

const BUFFERED_BYTES = 8192;
const BUFFERED_MILLIS = 100;

/** Where lines go. What waits for others to come is written by `flushSync`. */
export interface LogStream extends DestinationStream {
  flushSync?(): void;
}

/** Writes synchronously, so that the last line before an exit is not lost. */
export function createLog(options: { level: LogLevel; stream?: LogStream }): Log {
  const stream = options.stream ?? standardOutput();
  const lines = pino(
    {
      level: options.level,
      base: null,
      timestamp: stdTimeFunctions.isoTime,
      serializers: { err: (error: unknown) => error },
      formatters: { level: (label) => ({ level: label }), log: redactedFields },
    },
    stream,
  );
  const flush = () => stream.flushSync?.();
  let flushing: NodeJS.Timeout | undefined;

  const write =
    (level: LogLevel): Write =>
    (fields, message) => {
      lines[level](fields, message);
      flush();
    };

  return {
    trace: write('trace'),
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
    fatal: write('fatal'),
    request(level, fields) {
      if (!lines.isLevelEnabled(level)) return;
      const inner = JSON.stringify(fields).slice(1, -1);
      const line = `{"level":"${level}","time":"${new Date().toISOString()}",${inner},"msg":"request"}\n`;
      stream.write(SECRET_PATTERN.test(line) ? withoutSecrets(line) : line);
      flushing ??= setTimeout(() => {
        flushing = undefined;
        flush();
      }, BUFFERED_MILLIS).unref();
    },
  };
}

let output: LogStream | undefined;

function standardOutput(): LogStream {
  if (output !== undefined) return output;
  const stream = destination({ fd: 1, sync: true, minLength: BUFFERED_BYTES });
  process.once('exit', () => stream.flushSync());
  output = stream;
  return stream;
}

/** A text that may quote a caller: Keyplane's own secrets in it are masked. */
export function withoutSecrets(text: string): string {
  return text.replace(EVERY_SECRET, MASK);
}

function redactedFields(fields: object, depth = 0): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name,
      isSecretName(name) ? MASK : redacted(value, depth + 1),
    ]),
  );
}

function redacted(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return withoutSecrets(value);
  if (typeof value !== 'object' || value === null || 'toJSON' in value) return value;
  if (depth > DEPTH_AT_MOST) return '[too deep]';
  if (value instanceof Error) return errorFields(value, depth);
  if (Array.isArray(value)) return value.map((item) => redacted(item, depth + 1));
  return redactedFields(value, depth);
}

function isSecretName(name: string): boolean {
  return SECRET_NAMES.has(name.toLowerCase().replaceAll(/[-_]/g, ''));
}

/** Only these properties of an error: libraries hang requests, headers and queries on theirs. */
function errorFields(error: Error, depth: number): object {
  const { code } = error as { code?: unknown };
  return {
    type: error.name,
    message: withoutSecrets(error.message),
    ...(typeof code === 'string' && { code }),
    stack: withoutSecrets(error.stack ?? ''),
    ...(error.cause !== undefined && { cause: redacted(error.cause, depth + 1) }),
  };
}
