import { DatabaseTimeoutError } from './dialects/database-timeout-error';
import { MAX_LAG_MILLIS } from './change-feed';

const ATTEMPTS = 3;

/**
 * An answer was true when the database gave it, but it may have been delayed: the process was
 * frozen, or the network repeated it. A key that it shows as valid may have been revoked long ago.
 * So an answer that took longer than changes may remain unheard is read again.
 * @throws DatabaseTimeoutError if no answer is recent enough
 */
export async function readPromptly<T>(read: () => Promise<T>): Promise<T> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const startedAt = performance.now();
    const answer = await read();
    if (performance.now() - startedAt < MAX_LAG_MILLIS) return answer;
  }
  throw new DatabaseTimeoutError(
    `The database answers, but took longer than ${MAX_LAG_MILLIS} ms ${ATTEMPTS} times in ` +
      'a row.',
  );
}
