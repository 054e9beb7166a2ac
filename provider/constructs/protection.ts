import { Token } from 'cdktf';
import { periodMs } from './expiry';

/** Of whatever can be in use when it is destroyed, replaced, disabled or narrowed. */
export interface ProtectionOptions {
  /**
   * A plan that ends or narrows it speaks up where it was used within this time, such as `7d`; `0s`
   * never does. Absent: as the provider says.
   */
  readonly protectUsedWithin?: string;
  /** Whether that is a warning or stops the plan. Absent: as the provider says. */
  readonly protectAction?: 'warn' | 'error';
}

/** As the L1 constructs take it. */
export function protection({ protectUsedWithin, protectAction }: ProtectionOptions) {
  if (protectUsedWithin !== undefined && !Token.isUnresolved(protectUsedWithin)) {
    if (protectUsedWithin !== '0s') periodMs(protectUsedWithin);
  }
  return { protectUsedWithin, protectAction };
}
