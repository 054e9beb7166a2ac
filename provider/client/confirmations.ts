/** Tells Keyplane what the state holds, as Terraform presents it in reads and plans. */
export interface Confirmations {
  /**
   * Confirms a resource. Nothing waits for it: it is sent together with others, at the latest by
   * `flush`.
   */
  confirm(id: string): void;
  /**
   * Confirms a secret by its version, and its key with it. After a rotation, the ID alone is not
   * enough.
   */
  confirmSecret(version: number): void;
  /** Whether Terraform has presented the resource to this process. */
  wasPresented(id: string): boolean;
  /** How many resources Terraform has presented to this process so far. */
  readonly presentedCount: number;
  /** Whether something was confirmed and not yet sent. */
  readonly hasWaiting: boolean;
  /**
   * Ends when everything was sent, or could not be. It never rejects, because nothing depends on a
   * confirmation.
   */
  flush(): Promise<void>;
}

export interface ConfirmationBatch {
  readonly ids: readonly string[];
  readonly secretVersions: readonly number[];
}

export interface ConfirmationsOptions {
  readonly send: (batch: ConfirmationBatch) => Promise<void>;
  readonly onFailure: (error: unknown) => void;
}

const MAX_PER_CALL = 5000;

/** Collects until a call is full, since Terraform asks ten at a time. Nothing is sent twice. */
export function createConfirmations({ send, onFailure }: ConfirmationsOptions): Confirmations {
  const told = new Set<string | number>();
  let waiting: (string | number)[] = [];
  let sending = Promise.resolve();

  function drain(): void {
    const batch = waiting;
    waiting = [];
    const ids = batch.filter((what) => typeof what === 'string');
    const secretVersions = batch.filter((what) => typeof what === 'number');
    sending = sending.then(() => send({ ids, secretVersions })).catch(onFailure);
  }

  function tell(what: string | number): void {
    if (told.has(what)) return;
    told.add(what);
    waiting.push(what);
    if (waiting.length === MAX_PER_CALL) drain();
  }

  return {
    confirm: tell,
    confirmSecret: tell,
    wasPresented: (id) => told.has(id),
    get presentedCount() {
      return told.size;
    },
    get hasWaiting() {
      return waiting.length > 0;
    },
    flush() {
      if (waiting.length > 0) drain();
      return sending;
    },
  };
}
