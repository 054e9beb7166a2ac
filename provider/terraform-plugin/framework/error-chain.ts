/**
 * The error, its cause, the cause of that, and so on, each once. Causes can form a circle: the `AbortError`
 * of Node's timers has the reason of the abort as its cause, and a timeout has the handler's error as its own.
 */
export function errorChain(error: unknown): readonly unknown[] {
  const chain = [error];
  for (let at = causeOf(error); at !== undefined && !chain.includes(at); at = causeOf(at)) {
    chain.push(at);
  }
  return chain;
}

function causeOf(error: unknown): unknown {
  return error instanceof Error ? error.cause : undefined;
}
