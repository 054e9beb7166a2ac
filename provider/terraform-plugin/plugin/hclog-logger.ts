import { errorChain } from '../framework/error-chain';
import type { LogFields, Logger } from '../framework/logger';

const levels = ['trace', 'debug', 'info', 'warn', 'error', 'off'] as const;

export type LogLevel = (typeof levels)[number];

/**
 * `TF_LOG_PROVIDER` overrides `TF_LOG`, as in Terraform. If neither is set, nothing is logged.
 * `JSON`, and any value that Terraform does not know, means trace.
 */
export function logLevelFromEnvironment(environment: NodeJS.ProcessEnv): LogLevel {
  const text = environment.TF_LOG_PROVIDER || environment.TF_LOG;
  if (!text) return 'off';
  return levels.find((level) => level === text.toLowerCase()) ?? 'trace';
}

export interface HclogLoggerOptions {
  readonly level: LogLevel;
  readonly module: string;
  /** Receives one line, with its newline. */
  readonly write: (line: string) => void;
  readonly now?: () => Date;
}

/** Writes the JSON lines of HashiCorp's hclog, which Terraform merges into its own log. */
export function createHclogLogger(options: HclogLoggerOptions): Logger {
  const { level, module, write, now = () => new Date() } = options;
  const threshold = levels.indexOf(level);

  function at(lineLevel: LogLevel): (message: string, fields?: LogFields) => void {
    if (levels.indexOf(lineLevel) < threshold) return () => {};
    return (message, fields) => {
      const line = {
        ...fields,
        '@level': lineLevel,
        '@message': message,
        '@module': module,
        '@timestamp': now().toISOString().replace('Z', '000Z'),
      };
      write(`${JSON.stringify(line, printable)}\n`);
    };
  }

  return {
    trace: at('trace'),
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
  };
}

function printable(_key: string, value: unknown): unknown {
  if (value instanceof Error) return errorText(value);
  return typeof value === 'bigint' ? value.toString() : value;
}

/**
 * Logs only stacks, because other properties of an error may contain a request and therefore a
 * credential.
 */
function errorText(error: Error): string {
  return errorChain(error)
    .filter((at) => at instanceof Error)
    .map(({ stack, message }) => stack ?? message)
    .join('\nCaused by: ');
}
