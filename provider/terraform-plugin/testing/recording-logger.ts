import type { LogFields, Logger } from '../framework/logger';

/** One entry of a log. */
export interface LogEntry {
  /** The level: `trace`, `debug`, `info`, `warn` or `error`. */
  readonly level: string;
  /** The text of the entry. */
  readonly message: string;
  /** Further values of the entry, by name. */
  readonly fields?: LogFields;
}

/** A logger that keeps what is logged. */
export interface RecordingLogger extends Logger {
  /** What was logged so far, oldest first. */
  readonly entries: LogEntry[];
}

/**
 * A logger that keeps what is logged, so that a test can read it.
 *
 * @example
 * const logger = recordingLogger();
 * createProviderServer(filesProvider, { logger }).getProviderSchema();
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
