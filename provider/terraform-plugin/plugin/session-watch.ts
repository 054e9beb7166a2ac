export interface SessionWatch {
  sessionCountChanged(count: number): void;
}

export interface SessionWatchOptions {
  /** How long Terraform may take to connect at first. */
  readonly connectSeconds: number;
  /** How long it may be without a connection later on. */
  readonly reconnectSeconds: number;
  readonly onGone: () => void;
}

/**
 * Tells when Terraform is gone, be it without a word, as after SIGKILL. Its connection is the one
 * sign that holds on every platform and behind any wrapper script: go-plugin keeps two streams open
 * on it from first to last, so that it never idles, and the kernel closes it with the process. The
 * standard input is Terraform's own and outlives it; the parent's pid is a wrapper's, and constant
 * on Windows.
 */
export function watchSessions(options: SessionWatchOptions): SessionWatch {
  let timer = goneAfter(options.connectSeconds);

  function goneAfter(seconds: number): NodeJS.Timeout {
    return setTimeout(options.onGone, seconds * 1000);
  }

  return {
    sessionCountChanged(count) {
      clearTimeout(timer);
      if (count === 0) timer = goneAfter(options.reconnectSeconds);
    },
  };
}
