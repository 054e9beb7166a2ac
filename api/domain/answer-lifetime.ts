/** How long the answer to an idempotent request is kept, and a secret that nobody knows of. */
export const ANSWER_HOURS = 24;

/** Answers from before then are forgotten. */
export function answersSince(now: Date): Date {
  return new Date(now.getTime() - ANSWER_HOURS * 3_600_000);
}
