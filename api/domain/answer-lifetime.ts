/**
 * How long Keyplane keeps the answer to an idempotent request, and a secret that no state is known
 * to hold.
 */
export const ANSWER_HOURS = 24;

/** Answers from before this time are forgotten. */
export function answersSince(now: Date): Date {
  return new Date(now.getTime() - ANSWER_HOURS * 3_600_000);
}
