/** Tells Keyplane which of the resources that this run, or an earlier one, made are in the state. */
export interface Confirmations {
  /** Resolves to whether Keyplane took note. Never rejects: confirming is a courtesy. */
  confirm(id: string): Promise<boolean>;
}

export interface ConfirmationsOptions {
  readonly send: (ids: readonly string[]) => Promise<void>;
  readonly onFailure: (error: unknown) => void;
}

const MAX_IDS_PER_CALL = 1000;

interface Waiting {
  readonly id: string;
  readonly settle: (confirmed: boolean) => void;
}

/** While one call is under way, the ids that come in meanwhile gather for the next. */
export function createConfirmations({ send, onFailure }: ConfirmationsOptions): Confirmations {
  const waiting: Waiting[] = [];
  let isSending = false;

  async function drain(): Promise<void> {
    isSending = true;
    // Reads of the same moment share the first call, too.
    await Promise.resolve();
    while (waiting.length > 0) {
      const batch = waiting.splice(0, MAX_IDS_PER_CALL);
      const confirmed = await trySend(batch.map(({ id }) => id));
      for (const { settle } of batch) settle(confirmed);
    }
    isSending = false;
  }

  async function trySend(ids: readonly string[]): Promise<boolean> {
    try {
      await send(ids);
      return true;
    } catch (error) {
      onFailure(error);
      return false;
    }
  }

  return {
    confirm: (id) =>
      new Promise((settle) => {
        waiting.push({ id, settle });
        if (!isSending) void drain();
      }),
  };
}
