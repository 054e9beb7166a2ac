import type { Construct } from 'constructs';
import { checked, checkedIfSet, EXPIRY, FLAG, has, hasAttributes } from './checked-props';
import type { Expiry } from './expiry';
import { ServiceAccountKey as ServiceAccountKeyResource } from './generated/service-account-key';
import { Key, KEY_NAMES, type KeyOptions } from './key';
import { checkPropNames, type PropNames } from './check-prop-names';
import { displayName } from './text';

export interface ServiceAccountKeyOptions extends KeyOptions {
  /** When the key stops working; that it never does has to be said. */
  readonly expires: Expiry;
  /** Absent: the construct's id. */
  readonly name?: string;
  /** Whether the key is accepted. Absent: it is. */
  readonly enabled?: boolean;
}

export interface ServiceAccountKeyProps extends ServiceAccountKeyOptions {
  readonly serviceAccount: { readonly serviceAccountId: string };
}

const NAMES: PropNames<ServiceAccountKeyProps> = {
  expires: true,
  name: true,
  enabled: true,
  serviceAccount: true,
  ...KEY_NAMES,
};

/** A key of a service account; `ServiceAccount.addKey` makes one, too. */
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
