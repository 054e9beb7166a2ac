import { Token } from 'cdktf';
import type { IConstruct } from 'constructs';
import { checkKinds, TEXT } from './checked-props';
import { periodMs } from './expiry';
import { type PropNames } from './check-prop-names';

/**
 * Options of objects that may be in use when a plan destroys, replaces, disables or narrows them.
 */
export interface ProtectionOptions {
  /**
   * The plan warns or fails if it was used within this time, such as `7d`. With `0s` it never does.
   * @default - the provider's `protect_used_within`
   */
  readonly protectUsedWithin?: string;
  /**
   * Whether recent use is a warning or stops the plan.
   * @default - the provider's `protect_action`
   */
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

/** The options in the form that the L1 constructs take. */
export function protection(construct: IConstruct, props: ProtectionOptions) {
  checkKinds(construct, props, { protectUsedWithin: TEXT, protectAction: ACTION });
  const { protectUsedWithin, protectAction } = props;
  if (protectUsedWithin !== undefined && !Token.isUnresolved(protectUsedWithin)) {
    if (protectUsedWithin !== '0s')
      periodMs(protectUsedWithin, `${construct.node.path}: \`protectUsedWithin\``);
  }
  return { protectUsedWithin, protectAction };
}
