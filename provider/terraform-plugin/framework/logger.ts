/** Writes to Terraform's log. The fields must not contain a secret. */
export interface Logger {
  /** Logs what only the author of the provider needs. */
  trace(message: string, fields?: LogFields): void;
  /** Logs what helps to find a fault. */
  debug(message: string, fields?: LogFields): void;
  /** Logs what happened. */
  info(message: string, fields?: LogFields): void;
  /** Logs what may be a fault. */
  warn(message: string, fields?: LogFields): void;
  /** Logs what went wrong. */
  error(message: string, fields?: LogFields): void;
}

/** Further values of a log entry, by name. */
export type LogFields = Readonly<Record<string, unknown>>;

/** Adds the same fields to every message. */
export function withFields(logger: Logger, common: LogFields): Logger {
  return {
    trace: (message, fields) => logger.trace(message, { ...common, ...fields }),
    debug: (message, fields) => logger.debug(message, { ...common, ...fields }),
    info: (message, fields) => logger.info(message, { ...common, ...fields }),
    warn: (message, fields) => logger.warn(message, { ...common, ...fields }),
    error: (message, fields) => logger.error(message, { ...common, ...fields }),
  };
}
