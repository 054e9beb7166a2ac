import type { LogFields, Logger } from '../framework/logger';

export interface LogEntry {
  readonly level: string;
  readonly message: string;
  readonly fields?: LogFields;
}

export interface RecordingLogger extends Logger {
  /** What was logged so far, oldest first. */
  readonly entries: LogEntry[];
}

/**
 * A logger that keeps what is logged, so that a test can read it.
 *
 * @example
 * const logger = recordingLogger();
 * await createProviderServer(provider, { logger }).getProviderSchema();
 * expect(logger.entries).toEqual([]);
 */
export function recordingLogger(entries: LogEntry[] = []): RecordingLogger {
  const record = (level: string) => (message: string, fields?: LogFields) =>
    void entries.push({ level, message, ...(fields === undefined ? {} : { fields }) });
  return {
    entries,
    trace: record('trace'),
    debug: record('debug'),
    info: record('info'),
    warn: record('warn'),
    error: record('error'),
  };
}
