/** A backup has replaced the database, and somebody has announced it. */
export interface Restore {
  readonly id: string;
  readonly announcedAt: Date;
  /** When the backup was made; `null` if that is not known. */
  readonly backupAt: Date | null;
}
