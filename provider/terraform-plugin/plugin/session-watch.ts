export interface SessionWatch {
  sessionCountChanged(count: number): void;
}

export interface SessionWatchOptions {
  /** How long Terraform may take to connect for the first time. */
  readonly connectSeconds: number;
  /** How long Terraform may be without a connection afterwards. */
  readonly reconnectSeconds: number;
  readonly onGone: () => void;
}

/**
 * Reports that Terraform is gone, even without a notice, as after SIGKILL. The connection is the
 * only sign that is reliable on every platform and behind any wrapper script. go-plugin keeps two
 * streams open on it from first to last, so it never idles, and the kernel closes it with the
 * process. The standard input is Terraform's own and outlives it. The parent's process ID is a
 * wrapper's, and constant on Windows.
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
