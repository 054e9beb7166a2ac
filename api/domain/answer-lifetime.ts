/** How long the answer to an idempotent request is kept, and a secret that is in no known state. */
export const ANSWER_HOURS = 24;

/** Answers from before this time are forgotten. */
export function answersSince(now: Date): Date {
  return new Date(now.getTime() - ANSWER_HOURS * 3_600_000);
}
