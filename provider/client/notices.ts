export interface Notice {
  readonly summary: string;
  readonly detail: string;
}

/** What a call has to tell the user besides its answer; handed on with the resource it was for. */
export interface Notices {
  add(notice: Notice): void;
  /** Each is handed out once. */
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
