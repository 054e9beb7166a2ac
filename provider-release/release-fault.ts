/** Something in a release folder is not as it must be: `message` says what and what to do. */
export class ReleaseFault extends Error {
  override readonly name = 'ReleaseFault';
}
