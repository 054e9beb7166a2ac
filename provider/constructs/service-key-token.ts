import type { Construct } from 'constructs';
import { checked, checkedIfSet, EXPIRY, has, hasAttributes, TEXT } from './checked-props';
import type { Expiry } from './expiry';
import { ServiceKeyToken as ServiceKeyTokenResource } from './generated/service-key-token';
import { Key, KEY_NAMES, type KeyOptions } from './key';
import { checkPropNames, type PropNames } from './check-prop-names';

/** Options of a token that `ServiceKey.addToken` creates. */
export interface ServiceKeyTokenOptions extends KeyOptions {
  /** When the token stops working. A token that never expires needs `Expiry.never()`. */
  readonly expires: Expiry;
  /**
   * The name that lists show.
   * @default - the ID of the construct
   */
  readonly name?: string;
  /**
   * The version of the risk agreement that you accept for the token.
   * @default - the version that the `ServiceKey` accepts
   */
  readonly acceptTerms?: string;
}

/** Properties of a `ServiceKeyToken`. */
export interface ServiceKeyTokenProps extends ServiceKeyTokenOptions {
  /** The service key that the token belongs to. */
  readonly serviceKey: { readonly serviceKeyId: string; readonly acceptTerms?: string };
}

const NAMES: PropNames<ServiceKeyTokenProps> = {
  expires: true,
  name: true,
  acceptTerms: true,
  serviceKey: true,
  ...KEY_NAMES,
};

/**
 * A shared token of a service key, for an application. `ServiceKey.addToken` creates one as well.
 *
 * @throws Error if a property is not valid
 *
 * @example
 * const serviceKey = new ServiceKey(stack, 'assistants', { acceptTerms: '2026-01' });
 * const token = new ServiceKeyToken(stack, 'chatbot', {
 *   serviceKey,
 *   expires: Expiry.after('90d'),
 *   consumer: vault,
 * });
 */
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
          acceptTerms:
            checkedIfSet(key, 'acceptTerms', props.acceptTerms, TEXT.what, TEXT.isRight) ??
            props.serviceKey.acceptTerms,
          ...checked(key, 'expires', props.expires, EXPIRY, hasAttributes).attributes,
          ...attributes,
        });
      },
      props?.serviceKey,
    );
  }
}
