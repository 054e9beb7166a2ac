import { DatabaseTimeoutError } from './database-timeout-error';

/** If a statement is silent for this long, Keyplane asks PostgreSQL about it, again and again. */
const ASK_AFTER_MILLIS = 2000;
/** The answer may still be on its way when the database already reports that the statement is done. */
const GRACE_MILLIS = 500;

/**
 * Waits for the answer to a statement, but not forever: a connection can be dead without any
 * notice, for example if a firewall has forgotten it.
 * @param limitMillis 0 means as long as the database is busy with the statement
 * @param isWorkingOnIt asks the database by another connection
 * @throws DatabaseTimeoutError if no answer is to be expected; the connection can no longer be used
 */
export function watchAnswer<T>(
  answer: Promise<T>,
  limitMillis: number,
  isWorkingOnIt: () => Promise<boolean>,
): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const startedAt = performance.now();
    let timer: NodeJS.Timeout;
    let settled = false;

    function settle(): void {
      settled = true;
      clearTimeout(timer);
    }

    function giveUp(why: string): void {
      if (settled) return;
      settle();
      reject(new DatabaseTimeoutError(why));
    }

    function wait(): void {
      const left = limitMillis === 0 ? Infinity : limitMillis - (performance.now() - startedAt);
      timer =
        left <= ASK_AFTER_MILLIS
          ? setTimeout(giveUp, left, `The database did not answer within ${limitMillis} ms.`)
          : setTimeout(() => void ask(), ASK_AFTER_MILLIS);
    }

    async function ask(): Promise<void> {
      const works = await isWorkingOnIt().catch(() => false);
      if (settled) return;
      if (works) return wait();
      timer = setTimeout(giveUp, GRACE_MILLIS, 'The connection to the database is dead.');
    }

    wait();
    answer.then(
      (value) => {
        if (settled) return;
        settle();
        resolve(value);
      },
      (error: unknown) => {
        if (settled) return;
        settle();
        reject(error);
      },
    );
  });
}
