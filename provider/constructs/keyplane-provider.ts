import { Token } from 'cdktf';
import type { Construct } from 'constructs';
import { checkPropNames } from './check-prop-names';
import { checkedProps, checkKinds, FLAG, type Kind, placed, TEXT } from './checked-props';
import {
  KeyplaneProvider as GeneratedProvider,
  type KeyplaneProviderConfig,
} from './generated/provider';

const IDS: Kind = {
  what: 'a list of IDs',
  isRight: (value) => Array.isArray(value) || Token.isUnresolved(value),
};

const KINDS: Readonly<Record<keyof KeyplaneProviderConfig, Kind>> = {
  alias: TEXT,
  endpoint: TEXT,
  clientId: TEXT,
  clientSecret: TEXT,
  serviceAccountId: TEXT,
  oidcToken: TEXT,
  oidcTokenFile: TEXT,
  oidcTokenEnv: TEXT,
  oidcRequestUrl: TEXT,
  oidcRequestToken: TEXT,
  oidcAudience: TEXT,
  stack: TEXT,
  protectUsedWithin: TEXT,
  protectAction: TEXT,
  protectExcept: IDS,
  allowSelfRemoval: FLAG,
};

/**
 * The configuration of the provider. Properties that are not set come from the environment, such as
 * `KEYPLANE_ENDPOINT`. Every stack needs one.
 * @throws Error if a property is not valid
 * @example
 * new KeyplaneProvider(stack, 'keyplane', { endpoint: 'https://keys.example.com', stack: 'payments' });
 */
export class KeyplaneProvider extends GeneratedProvider {
  constructor(scope: Construct, id: string, config: KeyplaneProviderConfig = {}) {
    super(...placed('KeyplaneProvider', scope, id), checkedProps(scope, config));
    checkPropNames(this, KeyplaneProvider, config, KINDS);
    checkKinds(this, config, KINDS);
  }
}
