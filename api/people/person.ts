/** Somebody who has proved an email address, and may be a member of several teams. */
export interface Person {
  readonly id: string;
  /** In lower case. */
  readonly email: string;
}
