export interface Notice {
  readonly summary: string;
  readonly detail: string;
}

/**
 * What a call reports to the user besides its answer. It is shown with the resource that the call
 * was for.
 */
export interface Notices {
  add(notice: Notice): void;
  /** Each notice is shown once. */
  take(): readonly Notice[];
}

export function createNotices(): Notices {
  let waiting: Notice[] = [];
  return {
    add: (notice) => void waiting.push(notice),
    take() {
      const taken = waiting;
      waiting = [];
      return taken;
    },
  };
}
