import { setTimeout as delay } from 'node:timers/promises';

/**
 * Repeats an assertion until it holds; after `withinMs` its last failure is the result. The default is less than the
 * time of a test, and enough for a program to start on a busy machine.
 */
export const eventually = async (
  assertion: () => void | Promise<void>,
  { withinMs = 30_000, everyMs = 20 }: { withinMs?: number; everyMs?: number } = {},
): Promise<void> => {
  const deadline = Date.now() + withinMs;
  for (;;) {
    try {
      return await assertion();
    } catch (error) {
      if (Date.now() >= deadline) throw error;
      await delay(everyMs);
    }
  }
};
