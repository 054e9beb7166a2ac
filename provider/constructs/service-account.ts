import { Lazy } from 'cdktf';
import { Construct, type IConstruct } from 'constructs';
import {
  checked,
  checkedList,
  checkedProps,
  checkKinds,
  FLAG,
  has,
  placed,
  TEXT,
} from './checked-props';
import {
  FederatedIdentity,
  type GithubActionsOptions,
  type TrustOptions,
} from './federated-identity';
import { githubTrust } from './github-trust';
import { ServiceAccount as ServiceAccountResource } from './generated/service-account';
import { protection, PROTECTION_NAMES, type ProtectionOptions } from './protection';
import { PROVIDER_NAMES, providerFor, type ProviderOption } from './provider-option';
import { checkedOptions, checkPropNames, type PropNames } from './check-prop-names';
import type { IRole } from './role';
import { ServiceAccountKey, type ServiceAccountKeyOptions } from './service-account-key';
import { displayName, idOf } from './text';

const GITHUB_ACTIONS = 'github-actions';
const ROLES = 'Role constructs, or Role.fromRoleId';

/** An identity that depends on no member. The account may be managed by another stack. */
export interface IServiceAccount extends IConstruct {
  /** The ID of the service account. */
  readonly serviceAccountId: string;
  /**
   * Adds a key to the account. An account has at most 10 keys that are neither expired nor revoked.
   *
   * @throws Error if an option is not valid
   */
  addKey(id: string, options: ServiceAccountKeyOptions): ServiceAccountKey;
  /**
   * Lets the holder of a matching token of an external issuer act for the account, without a key.
   *
   * @throws Error if an option is not valid
   */
  trust(id: string, options: TrustOptions): FederatedIdentity;
  /**
   * Lets the workflows of one GitHub repository act for the account, without a key.
   *
   * @throws Error if the repository or its owner is given by name, or `ref` is not a full ref
   */
  trustGithubActions(options: GithubActionsOptions): FederatedIdentity;
  /**
   * Grants roles to the account. Every key of the account has their permissions immediately after
   * the apply.
   *
   * @throws Error on an imported account, because the stack that declares the account manages its
   * roles
   */
  grantRole(...roles: readonly IRole[]): this;
}

/** Properties of a `ServiceAccount`. */
export interface ServiceAccountProps extends ProtectionOptions, ProviderOption {
  /**
   * The name of the account.
   * @default - the ID of the construct
   */
  readonly name?: string;
  /**
   * What the account is for.
   * @default - no description
   */
  readonly description?: string;
  /**
   * The roles that the account has.
   * @default - only the roles that `grantRole` adds
   */
  readonly roles?: readonly IRole[];
  /**
   * Whether Keyplane accepts the keys of the account.
   * @default true
   */
  readonly enabled?: boolean;
}

const NAMES: PropNames<ServiceAccountProps> = {
  name: true,
  description: true,
  roles: true,
  enabled: true,
  ...PROTECTION_NAMES,
  ...PROVIDER_NAMES,
};

/**
 * An identity that depends on no member, for programs. Its keys have the permissions of its roles.
 *
 * @throws Error if a property is not valid
 *
 * @example
 * const account = new ServiceAccount(stack, 'reporting', {
 *   roles: [new Role(stack, 'reader', { permissions: ['reports.read'] })],
 * });
 * account.addKey('nightly', { expires: Expiry.after('365d'), consumer: vault });
 * account.trustGithubActions({
 *   repositoryId: 123456789,
 *   repositoryOwnerId: 9919,
 *   ref: 'refs/heads/main',
 * });
 */
export class ServiceAccount extends Construct implements IServiceAccount {
  /**
   * Refers to an account that this stack does not manage. The stack can add keys to it.
   *
   * @throws Error if the text is not the ID of a service account
   */
  static fromServiceAccountId(
    scope: Construct,
    id: string,
    serviceAccountId: string,
    options: ProviderOption = {},
  ): IServiceAccount {
    return new ImportedServiceAccount(scope, id, serviceAccountId, options);
  }

  /** The L1 construct, for attributes that this construct does not offer. */
  readonly resource: ServiceAccountResource;
  /**
   * The ID of the account, known after apply. All keys share one token, because cdktf captures a
   * stack trace for each token that it makes.
   */
  readonly serviceAccountId: string;
  private readonly roles = new Set<IRole>();

  constructor(scope: Construct, id: string, props: ServiceAccountProps = {}) {
    super(...placed('ServiceAccount', scope, id));
    const provider = providerFor(this, checkedProps(this, props).provider);
    checkPropNames(this, ServiceAccount, props, NAMES);
    checkKinds(this, props, { description: TEXT, enabled: FLAG });
    this.resource = new ServiceAccountResource(this, 'Resource', {
      name: displayName(this, props.name),
      description: props.description,
      enabled: props.enabled,
      roleIds: Lazy.listValue(
        { produce: () => [...this.roles].map(({ roleId }) => roleId) },
        { omitEmpty: true },
      ),
      ...protection(this, props),
      provider,
    });
    this.serviceAccountId = this.resource.id;
    this.grantRole(...checkedList(this, 'roles', props.roles, ROLES));
  }

  addKey(id: string, options: ServiceAccountKeyOptions): ServiceAccountKey {
    return new ServiceAccountKey(this, id, {
      ...checkedProps(this, options),
      serviceAccount: this,
    });
  }

  trust(id: string, options: TrustOptions): FederatedIdentity {
    return new FederatedIdentity(this, id, {
      ...checkedProps(this, options),
      serviceAccount: this,
    });
  }

  trustGithubActions(options: GithubActionsOptions): FederatedIdentity {
    return this.trust(checkedProps(this, options).id ?? GITHUB_ACTIONS, githubTrust(this, options));
  }

  /**
   * Grants roles to the account. Every key of the account has their permissions immediately after
   * the apply.
   *
   * @throws Error if an argument is not a role
   */
  grantRole(...roles: readonly IRole[]): this {
    for (const role of roles) {
      this.roles.add(checked(this, 'roles', role, ROLES, has('roleId')));
    }
    return this;
  }
}

class ImportedServiceAccount extends Construct implements IServiceAccount {
  readonly serviceAccountId: string;

  constructor(scope: Construct, id: string, serviceAccountId: string, options: ProviderOption) {
    super(...placed('ServiceAccount', scope, id));
    const { provider } = checkedOptions(this, checkedProps(this, options), PROVIDER_NAMES);
    providerFor(this, provider);
    this.serviceAccountId = idOf(
      this,
      { name: 'serviceAccountId', what: 'service account', prefix: 'sa' },
      serviceAccountId,
    );
  }

  addKey(id: string, options: ServiceAccountKeyOptions): ServiceAccountKey {
    return new ServiceAccountKey(this, id, {
      ...checkedProps(this, options),
      serviceAccount: this,
    });
  }

  trust(id: string, options: TrustOptions): FederatedIdentity {
    return new FederatedIdentity(this, id, {
      ...checkedProps(this, options),
      serviceAccount: this,
    });
  }

  trustGithubActions(options: GithubActionsOptions): FederatedIdentity {
    return this.trust(checkedProps(this, options).id ?? GITHUB_ACTIONS, githubTrust(this, options));
  }

  grantRole(): never {
    throw new Error(
      `${this.node.path}: an imported service account cannot be granted roles here: its roles are ` +
        'one list, which the stack that declares it manages. Grant them there.',
    );
  }
}
