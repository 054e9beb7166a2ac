/** Uses are counted by day and kept this long. The time of the last use is stored with the key. */
export const USAGE_DAYS = 90;
