/** Somebody has put a backup in the place of the database, and said so. */
export interface Restore {
  readonly id: string;
  readonly announcedAt: Date;
  /** When the backup was made; `null` if that is not known. */
  readonly backupAt: Date | null;
}
