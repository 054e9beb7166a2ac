export interface OrphanWatch {
  sessionCountChanged(count: number): void;
}

export interface OrphanWatchOptions {
  /** How long Terraform may take to connect at first. */
  readonly connectSeconds: number;
  /** How long it may be without a connection later on. */
  readonly reconnectSeconds: number;
  readonly onOrphaned: () => void;
}

/**
 * Tells when Terraform is gone without a word, as after SIGKILL. Its connection is the one sign
 * that holds on every platform and behind any wrapper script: go-plugin keeps two streams open on
 * it from first to last, so that it never idles, and the kernel closes it with the process. The
 * standard input is Terraform's own and outlives it; the parent's pid is a wrapper's, and constant
 * on Windows.
 */
export function watchForOrphaning(options: OrphanWatchOptions): OrphanWatch {
  let timer = setTimeout(options.onOrphaned, options.connectSeconds * 1000);
  return {
    sessionCountChanged(count) {
      clearTimeout(timer);
      if (count === 0) timer = setTimeout(options.onOrphaned, options.reconnectSeconds * 1000);
    },
  };
}
