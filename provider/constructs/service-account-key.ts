import type { Construct } from 'constructs';
import { checked, checkedIfSet, EXPIRY, FLAG, has, hasAttributes } from './checked-props';
import type { Expiry } from './expiry';
import { ServiceAccountKey as ServiceAccountKeyResource } from './generated/service-account-key';
import { Key, KEY_NAMES, type KeyOptions } from './key';
import { checkPropNames, type PropNames } from './check-prop-names';
import { displayName } from './text';

/** Options of a key that `ServiceAccount.addKey` creates. */
export interface ServiceAccountKeyOptions extends KeyOptions {
  /** When the key stops working. A key that never expires needs `Expiry.never()`. */
  readonly expires: Expiry;
  /**
   * The name that lists show.
   * @default - the ID of the construct
   */
  readonly name?: string;
  /**
   * Whether Keyplane accepts the key.
   * @default true
   */
  readonly enabled?: boolean;
}

/** Properties of a `ServiceAccountKey`. */
export interface ServiceAccountKeyProps extends ServiceAccountKeyOptions {
  /** The service account that the key belongs to. */
  readonly serviceAccount: { readonly serviceAccountId: string };
}

const NAMES: PropNames<ServiceAccountKeyProps> = {
  expires: true,
  name: true,
  enabled: true,
  serviceAccount: true,
  ...KEY_NAMES,
};

/**
 * A key of a service account. `ServiceAccount.addKey` creates one as well.
 *
 * @throws Error if a property is not valid
 *
 * @example
 * const account = ServiceAccount.fromServiceAccountId(stack, 'reporting', 'sa_k3jv7wq2mx5p');
 * const key = new ServiceAccountKey(stack, 'nightly', {
 *   serviceAccount: account,
 *   expires: Expiry.after('365d'),
 *   rotation: Rotation.every('30d'),
 *   consumer: vault,
 * });
 */
export class ServiceAccountKey extends Key<ServiceAccountKeyResource> {
  constructor(scope: Construct, id: string, props: ServiceAccountKeyProps) {
    super(
      scope,
      id,
      props,
      (key, attributes) => {
        checkPropNames(key, ServiceAccountKey, props, NAMES);
        return new ServiceAccountKeyResource(key, 'Resource', {
          serviceAccountId: checked(
            key,
            'serviceAccount',
            props.serviceAccount,
            'a ServiceAccount',
            has('serviceAccountId'),
          ).serviceAccountId,
          name: displayName(key, props.name),
          enabled: checkedIfSet(key, 'enabled', props.enabled, FLAG.what, FLAG.isRight),
          ...checked(key, 'expires', props.expires, EXPIRY, hasAttributes).attributes,
          ...attributes,
        });
      },
      props?.serviceAccount,
    );
  }
}
