import { Lazy } from 'cdktf';
import { Construct, type IConstruct } from 'constructs';
import { ServiceAccount as ServiceAccountResource } from './generated/service-account';
import type { IRole } from './role';
import { ServiceAccountKey, type ServiceAccountKeyOptions } from './service-account-key';
import { displayName, idOf } from './text';

/** An identity that depends on no member, declared here or elsewhere. */
export interface IServiceAccount extends IConstruct {
  readonly serviceAccountId: string;
  /** One of at most 10 keys that are neither expired nor revoked. */
  addKey(id: string, options: ServiceAccountKeyOptions): ServiceAccountKey;
  /** @throws on an imported account: its roles are managed elsewhere. */
  grantRole(...roles: readonly IRole[]): this;
}

export interface ServiceAccountProps {
  /** Absent: the construct's id. */
  readonly name?: string;
  /** What the account is for. Absent: none is shown. */
  readonly description?: string;
  /** Absent: only what `grantRole` adds. */
  readonly roles?: readonly IRole[];
  /** Whether its keys are accepted at all. Absent: they are. */
  readonly enabled?: boolean;
}

export class ServiceAccount extends Construct implements IServiceAccount {
  /** An account that this stack does not manage, but may give keys. */
  static fromServiceAccountId(
    scope: Construct,
    id: string,
    serviceAccountId: string,
  ): IServiceAccount {
    return new ImportedServiceAccount(scope, id, serviceAccountId);
  }

  readonly resource: ServiceAccountResource;
  private readonly roles = new Set<IRole>();

  constructor(scope: Construct, id: string, props: ServiceAccountProps = {}) {
    super(scope, id);
    this.resource = new ServiceAccountResource(this, 'Resource', {
      name: displayName(this, props.name),
      description: props.description,
      enabled: props.enabled,
      roleIds: Lazy.listValue(
        { produce: () => [...this.roles].map(({ roleId }) => roleId) },
        { omitEmpty: true },
      ),
    });
    this.grantRole(...(props.roles ?? []));
  }

  get serviceAccountId(): string {
    return this.resource.id;
  }

  addKey(id: string, options: ServiceAccountKeyOptions): ServiceAccountKey {
    return new ServiceAccountKey(this, id, { ...options, serviceAccount: this });
  }

  /** Reaches every key of the account at once. */
  grantRole(...roles: readonly IRole[]): this {
    for (const role of roles) this.roles.add(role);
    return this;
  }
}

class ImportedServiceAccount extends Construct implements IServiceAccount {
  readonly serviceAccountId: string;

  constructor(scope: Construct, id: string, serviceAccountId: string) {
    super(scope, id);
    this.serviceAccountId = idOf(this, 'service account', 'sa', serviceAccountId);
  }

  addKey(id: string, options: ServiceAccountKeyOptions): ServiceAccountKey {
    return new ServiceAccountKey(this, id, { ...options, serviceAccount: this });
  }

  grantRole(): never {
    throw new Error(
      `${this.node.path}: an imported service account cannot be granted roles here: its roles are ` +
        'one list, which the stack that declares it manages. Grant them there.',
    );
  }
}
