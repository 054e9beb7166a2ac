/** `npm run test:fast` sets the variable. All other runs try every case. */
const IS_FAST_RUN = process.env.KEYPLANE_TEST_EFFORT === 'fast';

/** The number of cases that a test tries: `fast` in the fast run, otherwise `full`. */
export function effort(count: { readonly full: number; readonly fast: number }): number {
  return IS_FAST_RUN ? count.fast : count.full;
}

/**
 * All cases. In the fast run, only every `oneIn`th case, from `begin` on. Tests that use the same cases for
 * different purposes begin at different cases, so that together they try all of them.
 */
export function someInFastRun<T>(cases: readonly T[], oneIn: number, begin = 0): readonly T[] {
  const step = effort({ full: 1, fast: oneIn });
  return cases.filter((_, at) => (at + begin) % step === 0);
}
