/**
 * An option or environment variable that cannot be used. The message never shows a credential.
 * @example
 * try {
 *   createKeyplane({ endpoint: 'keys.example.com' });
 * } catch (error) {
 *   if (error instanceof InvalidSetting) console.error(error.message);
 * }
 */
export class InvalidSetting extends Error {
  /** Distinguishes this error from others, even if it comes from another copy of the package. */
  override readonly name = 'InvalidSetting';
}
