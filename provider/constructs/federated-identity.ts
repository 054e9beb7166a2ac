import { Construct } from 'constructs';
import {
  checked,
  checkedProps,
  checkKinds,
  FLAG,
  has,
  isText,
  placed,
  TEXT,
  TEXTS_BY_NAME,
} from './checked-props';
import { FederatedIdentity as FederatedIdentityResource } from './generated/federated-identity';
import { protection, PROTECTION_NAMES, type ProtectionOptions } from './protection';
import { PROVIDER_NAMES, providerFor, type ProviderOption } from './provider-option';
import { checkPropNames, type PropNames } from './check-prop-names';
import { displayName } from './text';

/** Which tokens of an external issuer a service account trusts. */
export interface TrustOptions extends ProtectionOptions, ProviderOption {
  /**
   * The name that lists show.
   * @default - the ID of the construct
   */
  readonly name?: string;
  /** The issuer, exactly as its tokens name it in `iss`. It must be an https URL. */
  readonly issuer: string;
  /**
   * The value that the tokens must have in `aud`.
   * @default - the URL of this Keyplane
   */
  readonly audience?: string;
  /**
   * A pattern for `sub` of the tokens. `*` matches any characters except `/` and `:`.
   * @default - any subject: the claims decide alone
   */
  readonly subjectPattern?: string;
  /**
   * Further claims that the tokens must have, with their exact values.
   * @default - no further claims
   */
  readonly claims?: Readonly<Record<string, string>>;
  /**
   * Whether tokens of pull requests are trusted. Anybody may open a pull request.
   * @default false
   */
  readonly allowPullRequests?: boolean;
  /**
   * Whether each token works only once.
   * @default false - a token works until it expires
   */
  readonly replayProtection?: boolean;
  /**
   * Whether Keyplane accepts the tokens.
   * @default true
   */
  readonly enabled?: boolean;
}

/** Which workflows of GitHub Actions a service account trusts. */
export interface GithubActionsOptions extends Pick<
  TrustOptions,
  | 'name'
  | 'audience'
  | 'allowPullRequests'
  | 'replayProtection'
  | 'enabled'
  | keyof ProtectionOptions
  | keyof ProviderOption
> {
  /**
   * The ID of the construct.
   * @default github-actions
   */
  readonly id?: string;
  /**
   * The number of the repository, `id` in the answer of `GET /repos/{owner}/{repo}`. A name would
   * not be safe, because another owner can take over a name that was given up.
   */
  readonly repositoryId: string | number;
  /** The number of the owner, `owner.id` in the answer of `GET /repos/{owner}/{repo}`. */
  readonly repositoryOwnerId: string | number;
  /**
   * The full ref that the workflow must run on, such as `refs/heads/main`.
   * @default - any branch and tag
   */
  readonly ref?: string;
  /**
   * The environment that the job must name.
   * @default - any environment, or none
   */
  readonly environment?: string;
  /**
   * The issuer of an enterprise that has its own.
   * @default https://token.actions.githubusercontent.com
   */
  readonly issuer?: string;
}

/** Properties of a `FederatedIdentity`. */
export interface FederatedIdentityProps extends TrustOptions {
  /** The service account that the tokens act for. */
  readonly serviceAccount: { readonly serviceAccountId: string };
}

const NAMES: PropNames<FederatedIdentityProps> = {
  serviceAccount: true,
  name: true,
  issuer: true,
  audience: true,
  subjectPattern: true,
  claims: true,
  allowPullRequests: true,
  replayProtection: true,
  enabled: true,
  ...PROTECTION_NAMES,
  ...PROVIDER_NAMES,
};

/**
 * Lets the holder of a matching token of an external issuer act for a service account, without a
 * key. `ServiceAccount.trust` creates one as well.
 *
 * @throws Error if a property is not valid
 *
 * @example
 * const identity = new FederatedIdentity(stack, 'gitlab', {
 *   serviceAccount: new ServiceAccount(stack, 'deployer'),
 *   issuer: 'https://gitlab.example.com',
 *   subjectPattern: 'project_path:acme/shop:ref_type:branch:ref:main',
 * });
 */
export class FederatedIdentity extends Construct {
  /** The L1 construct, for attributes that this construct does not offer. */
  readonly resource: FederatedIdentityResource;

  constructor(scope: Construct, id: string, props: FederatedIdentityProps) {
    super(...placed('FederatedIdentity', scope, id));
    const { serviceAccount, name, claims, provider: given, ...trust } = checkedProps(this, props);
    checkPropNames(this, FederatedIdentity, props, NAMES);
    const { serviceAccountId } = checked(
      this,
      'serviceAccount',
      serviceAccount,
      'a ServiceAccount',
      has('serviceAccountId'),
    );
    checked(
      this,
      'issuer',
      trust.issuer,
      'the URL of an issuer, such as "https://ci.example.com"',
      isText,
    );
    checkKinds(this, props, {
      audience: TEXT,
      subjectPattern: TEXT,
      claims: TEXTS_BY_NAME,
      allowPullRequests: FLAG,
      replayProtection: FLAG,
      enabled: FLAG,
    });
    const provider = providerFor(this, given, serviceAccount);
    this.resource = new FederatedIdentityResource(this, 'Resource', {
      ...trust,
      ...protection(this, props),
      ...(claims !== undefined && { claims: { ...claims } }),
      name: displayName(this, name),
      serviceAccountId,
      provider,
    });
  }

  /** The ID of the federated identity, known after apply. */
  get federatedIdentityId(): string {
    return this.resource.id;
  }
}
