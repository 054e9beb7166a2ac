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
  githubTrust,
  type TrustOptions,
} from './federated-identity';
import { ServiceAccount as ServiceAccountResource } from './generated/service-account';
import { protection, PROTECTION_NAMES, type ProtectionOptions } from './protection';
import { PROVIDER_NAMES, providerFor, type ProviderOption } from './provider-option';
import { checkedOptions, checkPropNames, type PropNames } from './check-prop-names';
import type { IRole } from './role';
import { ServiceAccountKey, type ServiceAccountKeyOptions } from './service-account-key';
import { displayName, idOf } from './text';

const GITHUB_ACTIONS = 'github-actions';
const ROLES = 'Role constructs, or Role.fromRoleId';

/** An identity that depends on no member, declared here or elsewhere. */
export interface IServiceAccount extends IConstruct {
  readonly serviceAccountId: string;
  /** One of at most 10 keys that are neither expired nor revoked. */
  addKey(id: string, options: ServiceAccountKeyOptions): ServiceAccountKey;
  /** Lets the holder of a token of an outside issuer act for the account, without a key. */
  trust(id: string, options: TrustOptions): FederatedIdentity;
  /**
   * Lets the workflows of one GitHub repository act for the account, without a key.
   * @throws where the repository is given by name
   */
  trustGithubActions(options: GithubActionsOptions): FederatedIdentity;
  /** @throws on an imported account: its roles are managed elsewhere. */
  grantRole(...roles: readonly IRole[]): this;
}

export interface ServiceAccountProps extends ProtectionOptions, ProviderOption {
  /** Absent: the construct's id. */
  readonly name?: string;
  /** What the account is for. Absent: none is shown. */
  readonly description?: string;
  /** Absent: only what `grantRole` adds. */
  readonly roles?: readonly IRole[];
  /** Whether its keys are accepted at all. Absent: they are. */
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

export class ServiceAccount extends Construct implements IServiceAccount {
  /** An account that this stack does not manage, but may give keys. */
  static fromServiceAccountId(
    scope: Construct,
    id: string,
    serviceAccountId: string,
    options: ProviderOption = {},
  ): IServiceAccount {
    return new ImportedServiceAccount(scope, id, serviceAccountId, options);
  }

  readonly resource: ServiceAccountResource;
  /** One token for all keys: cdktf captures a stack for every one that it makes. */
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

  /** Reaches every key of the account at once. */
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
    this.serviceAccountId = idOf(this, 'service account', 'sa', serviceAccountId);
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
