/** Tells Keyplane which of what this run, or an earlier one, made is in the state. */
export interface Confirmations {
  /** A resource. Resolves to whether Keyplane took note; never rejects: confirming is a courtesy. */
  confirm(id: string): Promise<boolean>;
  /** A secret by its version, and with it its key: after a rotation the ID says too little. */
  confirmSecret(version: number): Promise<boolean>;
}

export interface ConfirmationBatch {
  readonly ids: readonly string[];
  readonly secretVersions: readonly number[];
}

export interface ConfirmationsOptions {
  readonly send: (batch: ConfirmationBatch) => Promise<void>;
  readonly onFailure: (error: unknown) => void;
}

const MAX_PER_CALL = 1000;

interface Waiting {
  readonly what: string | number;
  readonly settle: (confirmed: boolean) => void;
}

/** While one call is under way, what comes in meanwhile gathers for the next. Nothing is asked twice. */
export function createConfirmations({ send, onFailure }: ConfirmationsOptions): Confirmations {
  const waiting: Waiting[] = [];
  const asked = new Map<string | number, Promise<boolean>>();
  let isSending = false;

  async function drain(): Promise<void> {
    isSending = true;
    // Reads of the same moment share the first call, too.
    await Promise.resolve();
    while (waiting.length > 0) {
      const batch = waiting.splice(0, MAX_PER_CALL);
      const confirmed = await trySend(batch.map(({ what }) => what));
      for (const { settle } of batch) settle(confirmed);
    }
    isSending = false;
  }

  async function trySend(batch: readonly (string | number)[]): Promise<boolean> {
    try {
      await send({
        ids: batch.filter((what) => typeof what === 'string'),
        secretVersions: batch.filter((what) => typeof what === 'number'),
      });
      return true;
    } catch (error) {
      onFailure(error);
      return false;
    }
  }

  function ask(what: string | number): Promise<boolean> {
    const before = asked.get(what);
    if (before !== undefined) return before;
    const answer = new Promise<boolean>((settle) => {
      waiting.push({ what, settle });
      if (!isSending) void drain();
    });
    asked.set(what, answer);
    return answer;
  }

  return { confirm: ask, confirmSecret: ask };
}
