import type { Construct } from 'constructs';
import { checked, checkedIfSet, EXPIRY, has, hasAttributes, TEXT } from './checked-props';
import type { Expiry } from './expiry';
import { ServiceKeyToken as ServiceKeyTokenResource } from './generated/service-key-token';
import { Key, KEY_NAMES, type KeyOptions } from './key';
import { checkPropNames, type PropNames } from './check-prop-names';

export interface ServiceKeyTokenOptions extends KeyOptions {
  /** When the token stops working; that it never does has to be said. */
  readonly expires: Expiry;
  /** Absent: the construct's id. */
  readonly name?: string;
}

export interface ServiceKeyTokenProps extends ServiceKeyTokenOptions {
  readonly serviceKey: { readonly serviceKeyId: string };
}

const NAMES: PropNames<ServiceKeyTokenProps> = {
  expires: true,
  name: true,
  serviceKey: true,
  ...KEY_NAMES,
};

/** A shared token of a service key, for an application; `ServiceKey.addToken` makes one, too. */
export class ServiceKeyToken extends Key<ServiceKeyTokenResource> {
  constructor(scope: Construct, id: string, props: ServiceKeyTokenProps) {
    super(
      scope,
      id,
      props,
      (key, attributes) => {
        checkPropNames(key, ServiceKeyToken, props, NAMES);
        return new ServiceKeyTokenResource(key, 'Resource', {
          serviceKeyId: checked(
            key,
            'serviceKey',
            props.serviceKey,
            'a ServiceKey',
            has('serviceKeyId'),
          ).serviceKeyId,
          kind: 'shared',
          name: checkedIfSet(key, 'name', props.name, TEXT.what, TEXT.isRight) ?? id,
          ...checked(key, 'expires', props.expires, EXPIRY, hasAttributes).attributes,
          ...attributes,
        });
      },
      props?.serviceKey,
    );
  }
}
