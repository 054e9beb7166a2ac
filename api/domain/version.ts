import { Failure } from './failure';

const FIRST_VERSION = 1;

/** Whether the object has not been changed since its creation. */
export function isAsCreated({ version }: { readonly version: number }): boolean {
  return version === FIRST_VERSION;
}

/** The version that a caller has read. If there are several, any of them is accepted. */
export type ExpectedVersion = number | readonly number[];

/** @throws Failure `precondition_failed` if the caller has read only older versions */
export function requireVersion(current: number, expected: ExpectedVersion | undefined): void {
  if (expected !== undefined && ![expected].flat().includes(current)) {
    throw new Failure(
      'precondition_failed',
      'The object has changed since you read it. Read it again, then repeat your change.',
    );
  }
}
