/**
 * Runs `work` until it ends or `ms` have passed, whichever comes first. At the deadline, `signal` aborts so
 * that the work can release what it uses, and the promise rejects even if the work does not end.
 */
export async function withinDeadline<T>(
  deadline: { readonly ms: number; readonly failure: () => Error },
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const timeUp = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      const failure = deadline.failure();
      reject(failure);
      controller.abort(failure);
    }, deadline.ms).unref();
  });
  try {
    return await Promise.race([work(controller.signal), timeUp]);
  } finally {
    clearTimeout(timer);
  }
}
