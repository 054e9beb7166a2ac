export interface SealedRow {
  readonly id: string;
  readonly sealed: string;
  readonly associatedData: string;
}

/** A slice that stores sealed rows lets `rekey` move them to the current master key. */
export interface Resealable {
  /** Locks the rows until the unit of work ends. */
  sealedRowsForUpdate(): Promise<readonly SealedRow[]>;
  replaceSealed(id: string, sealed: string): Promise<void>;
}
