import { Failure } from './failure';

/** @throws Failure `precondition_failed` where the caller has read an older version */
export function requireVersion(current: number, expected: number | undefined): void {
  if (expected !== undefined && expected !== current) {
    throw new Failure(
      'precondition_failed',
      'It has changed since you read it. Read it again, then repeat your change.',
    );
  }
}
