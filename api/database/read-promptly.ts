import { DatabaseTimeoutError } from './dialects/database-timeout-error';
import { MAX_LAG_MILLIS } from './change-feed';

const ATTEMPTS = 3;

/**
 * What an answer says was true when the database gave it, and it may have lain on the way: the process
 * was frozen, or the network repeated it. A key that it shows as good may have been revoked long since.
 * So an answer that took longer than changes may stay unheard is read again.
 * @throws DatabaseTimeoutError if no answer is young enough
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
