/** From 64 on as in sysexits.h. A supervisor need not restart after 64 and 78, because only a person can help. */
export const EXIT_CODE = {
  ok: 0,
  failure: 1,
  /** `keyplane reconcile` found something that a person has to end again. */
  left: 2,
  /** `keyplane reconcile` found something, and has ended all of it again. */
  mended: 3,
  /** The command line is wrong. */
  usage: 64,
  /** The input is not what the command needs. */
  dataError: 65,
  /** A port or a database that the command needs is not available now. */
  unavailable: 69,
  /** A file or folder cannot be written. */
  cannotWrite: 73,
  /** The configuration is wrong, or does not fit the database. */
  config: 78,
} as const;

export type ExitCode = (typeof EXIT_CODE)[keyof typeof EXIT_CODE];

/** A command cannot go on: `message` says what is wrong and what to do. */
export class CommandFailure extends Error {
  override readonly name = 'CommandFailure';

  constructor(
    readonly exitCode: ExitCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
