import { Failure } from './failure';

const FIRST_VERSION = 1;

/** Nobody has changed it since. */
export function isAsCreated({ version }: { readonly version: number }): boolean {
  return version === FIRST_VERSION;
}

/** @throws Failure `precondition_failed` where the caller has read an older version */
export function requireVersion(current: number, expected: number | undefined): void {
  if (expected !== undefined && expected !== current) {
    throw new Failure(
      'precondition_failed',
      'It has changed since you read it. Read it again, then repeat your change.',
    );
  }
}
