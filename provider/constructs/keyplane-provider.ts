import { type TerraformProviderGeneratorMetadata, TerraformStack, Token } from 'cdktf';
import type { Construct } from 'constructs';
import { checkPropNames } from './check-prop-names';
import { checkedProps, checkKinds, FLAG, type Kind, placed, TEXT } from './checked-props';
import {
  KeyplaneProvider as GeneratedProvider,
  type KeyplaneProviderConfig as GeneratedConfig,
} from './generated/provider';
import { providerSource } from './provider-source';
import { versionConstraint } from './version-constraint';

/** The properties of a `KeyplaneProvider`. */
export interface KeyplaneProviderConfig extends GeneratedConfig {
  /**
   * Where Terraform finds the provider: `<host>/<namespace>/keyplane`. The host is a provider
   * registry, such as your Keyplane. Every `KeyplaneProvider` of a stack needs the same source.
   * @default the environment variable `KEYPLANE_PROVIDER_SOURCE`, or
   * `keyplane.local/keyplane/keyplane`, which `keyplane provider install` installs
   */
  readonly source?: string;
}

const IDS: Kind = {
  what: 'a list of IDs',
  isRight: (value) => Array.isArray(value) || Token.isUnresolved(value),
};

const KINDS: Readonly<Record<keyof KeyplaneProviderConfig, Kind>> = {
  alias: TEXT,
  source: TEXT,
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
  /** Where Terraform finds the provider. */
  declare readonly terraformProviderSource: string;
  /** The name of the provider in `required_providers`, and the versions that fit. */
  declare readonly terraformGeneratorMetadata: TerraformProviderGeneratorMetadata;

  constructor(scope: Construct, id: string, config: KeyplaneProviderConfig = {}) {
    super(...placed('KeyplaneProvider', scope, id), checkedProps(scope, config));
    checkPropNames(this, KeyplaneProvider, config, KINDS);
    checkKinds(this, config, KINDS);
    const { providerName, providerVersion = '' } = this.terraformGeneratorMetadata;
    this.terraformGeneratorMetadata = {
      providerName,
      providerVersionConstraint: versionConstraint(providerVersion),
    };
    this.terraformProviderSource =
      providerSource(this, config.source) ?? this.terraformProviderSource;
    this.node.addValidation({ validate: () => conflictingSources(this) });
  }
}

/** A stack has one `required_providers` entry for Keyplane, so the last source would win silently. */
function conflictingSources(provider: KeyplaneProvider): string[] {
  const own = provider.terraformProviderSource;
  return TerraformStack.of(provider)
    .node.findAll()
    .filter((each): each is GeneratedProvider => each instanceof GeneratedProvider)
    .filter(({ terraformProviderSource: source }) => source !== own)
    .map(
      ({ terraformProviderSource: source, node: { path } }) =>
        `The source is "${own}", but the source of ${path} is "${source}". Terraform ` +
        'installs one provider for all of them: give every KeyplaneProvider of a stack the ' +
        'same `source`.',
    );
}
