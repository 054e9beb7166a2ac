/** The environment is not a valid configuration. `problems` describes every problem. */
export class InvalidConfigError extends Error {
  override readonly name = 'InvalidConfigError';

  constructor(readonly problems: readonly string[]) {
    super(`The configuration is not valid. ${problems.join(' ')}`);
  }
}
