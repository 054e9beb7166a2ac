/** `npm run test:fast` sets it. All other runs try every case. */
const IS_FAST_RUN = process.env.KEYPLANE_TEST_EFFORT === 'fast';

/** How many cases a test tries: `full`, or `fast` in the fast run. */
export function effort(count: { readonly full: number; readonly fast: number }): number {
  return IS_FAST_RUN ? count.fast : count.full;
}

/**
 * All cases, or in the fast run one in `oneIn`. Tests that try the same cases for different things
 * begin at different ones, so that together they try them all.
 */
export function someOf<T>(cases: readonly T[], oneIn: number, begin = 0): readonly T[] {
  const step = effort({ full: 1, fast: oneIn });
  return cases.filter((_, at) => (at + begin) % step === 0);
}
