/** Something in a release folder is wrong. `message` says what is wrong and what to do. */
export class ReleaseFault extends Error {
  override readonly name = 'ReleaseFault';
}
