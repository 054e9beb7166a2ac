import type { Construct } from 'constructs';
import { checked, checkKinds, EXPIRY, FLAG, hasAttributes, TEXT } from './checked-props';
import { Expiry } from './expiry';
import { ApplicationKey as ApplicationKeyResource } from './generated/application-key';
import { Key, KEY_NAMES, type KeyOptions } from './key';
import { checkPropNames, type PropNames } from './check-prop-names';

/** Properties of an `ApplicationKey`. */
export interface ApplicationKeyProps extends KeyOptions {
  /**
   * What the key is for.
   * @default - lists show `-`
   */
  readonly description?: string;
  /**
   * When the key stops working.
   * @default Expiry.never()
   */
  readonly expires?: Expiry;
  /**
   * Whether Keyplane accepts the key.
   * @default true
   */
  readonly enabled?: boolean;
}

const NAMES: PropNames<ApplicationKeyProps> = {
  description: true,
  expires: true,
  enabled: true,
  ...KEY_NAMES,
};

/**
 * A key for Keyplane itself. It acts with the permissions of the member who applies the stack.
 *
 * @throws Error if a property is not valid, or if `delivery` names a claimant
 *
 * @example
 * const key = new ApplicationKey(stack, 'ci', {
 *   description: 'Applies this stack',
 *   expires: Expiry.after('90d'),
 *   consumer: vault,
 * });
 */
export class ApplicationKey extends Key<ApplicationKeyResource> {
  constructor(scope: Construct, id: string, props: ApplicationKeyProps = {}) {
    super(scope, id, props, (key, { claimantId, ...attributes }) => {
      checkPropNames(key, ApplicationKey, props, NAMES);
      const { description, enabled, expires = Expiry.never() } = props;
      checkKinds(key, props, { description: TEXT, enabled: FLAG });
      if (claimantId !== undefined) throw new Error(noClaimant(key));
      return new ApplicationKeyResource(key, 'Resource', {
        description,
        enabled,
        ...checked(key, 'expires', expires, EXPIRY, hasAttributes).attributes,
        ...attributes,
      });
    });
  }
}

function noClaimant({ node }: Construct): string {
  return (
    `${node.path}: only the member who owns an application key can claim its secret. Remove ` +
    '`claimant` from the delivery.'
  );
}
