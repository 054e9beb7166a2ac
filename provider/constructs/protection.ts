import { Token } from 'cdktf';
import type { IConstruct } from 'constructs';
import { checkKinds, TEXT } from './checked-props';
import { periodMs } from './expiry';
import { type PropNames } from './check-prop-names';

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

const ACTION = {
  what: '"warn" or "error"',
  isRight: (value: unknown) => value === 'warn' || value === 'error' || Token.isUnresolved(value),
};

export const PROTECTION_NAMES: PropNames<ProtectionOptions> = {
  protectUsedWithin: true,
  protectAction: true,
};

/** As the L1 constructs take it. */
export function protection(construct: IConstruct, props: ProtectionOptions) {
  checkKinds(construct, props, { protectUsedWithin: TEXT, protectAction: ACTION });
  const { protectUsedWithin, protectAction } = props;
  if (protectUsedWithin !== undefined && !Token.isUnresolved(protectUsedWithin)) {
    if (protectUsedWithin !== '0s')
      periodMs(protectUsedWithin, `${construct.node.path}: \`protectUsedWithin\``);
  }
  return { protectUsedWithin, protectAction };
}
