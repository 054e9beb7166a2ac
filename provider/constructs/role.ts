import { Annotations, Aspects, Lazy, Token } from 'cdktf';
import { Construct, type IConstruct } from 'constructs';
import { checkedList, checkedProps, checkKinds, isText, placed, TEXT } from './checked-props';
import { Role as RoleResource } from './generated/role';
import { protection, PROTECTION_NAMES, type ProtectionOptions } from './protection';
import { PROVIDER_NAMES, providerFor, type ProviderOption } from './provider-option';
import { checkPropNames, type PropNames } from './check-prop-names';
import { displayName, idOf } from './text';

const PERMISSION = /^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$/;

const PERMISSIONS = 'permissions, such as ["reports.read"]';

/** A named set of permissions. The role may be managed by another stack. */
export interface IRole extends IConstruct {
  /** The ID of the role. */
  readonly roleId: string;
}

/** Properties of a `Role`. */
export interface RoleProps extends ProtectionOptions, ProviderOption {
  /**
   * The name of the role.
   * @default - the ID of the construct
   */
  readonly name?: string;
  /**
   * What the role is for.
   * @default - no description
   */
  readonly description?: string;
  /**
   * The permissions of the role, each as `<resource>.<action>`, such as `reports.read`. A role
   * without permissions gets a warning.
   * @default - only the permissions that `allow` adds
   */
  readonly permissions?: readonly string[];
}

const NAMES: PropNames<RoleProps> = {
  name: true,
  description: true,
  permissions: true,
  ...PROTECTION_NAMES,
  ...PROVIDER_NAMES,
};

/**
 * A named set of permissions, which service accounts can be granted.
 *
 * @throws Error if a property is not valid
 *
 * @example
 * const reader = new Role(stack, 'reader', { permissions: ['reports.read'] });
 * reader.allow('invoices.read');
 */
export class Role extends Construct implements IRole {
  /**
   * Refers to a role that this stack does not manage.
   *
   * @throws Error if the text is not the ID of a role
   */
  static fromRoleId(scope: Construct, id: string, roleId: string): IRole {
    return new ImportedRole(scope, id, roleId);
  }

  /** The L1 construct, for attributes that this construct does not offer. */
  readonly resource: RoleResource;
  private readonly permissions = new Set<string>();

  constructor(scope: Construct, id: string, props: RoleProps = {}) {
    super(...placed('Role', scope, id));
    const provider = providerFor(this, checkedProps(this, props).provider);
    checkPropNames(this, Role, props, NAMES);
    checkKinds(this, props, { description: TEXT });
    this.allow(...checkedList(this, 'permissions', props.permissions, PERMISSIONS));
    this.resource = new RoleResource(this, 'Resource', {
      name: displayName(this, props.name),
      description: props.description,
      permissions: Lazy.listValue({ produce: () => [...this.permissions] }),
      ...protection(this, props),
      provider,
      // Otherwise Terraform deletes a role before it removes it from accounts. Keyplane refuses
      // that.
      lifecycle: { createBeforeDestroy: true },
    });
    if (props.permissions === undefined) this.warnIfEmpty();
  }

  get roleId(): string {
    return this.resource.id;
  }

  /**
   * Adds permissions to the role, each as `<resource>.<action>`, such as `reports.read`.
   *
   * @throws Error if a text is not a permission
   */
  allow(...permissions: readonly string[]): this {
    for (const permission of permissions) {
      this.permissions.add(checkedPermission(this, permission));
    }
    return this;
  }

  /** Only at synthesis is it known which permissions `allow` has added. */
  private warnIfEmpty(): void {
    Aspects.of(this).add({
      visit: (node) => {
        if (node !== this || this.permissions.size > 0) return;
        Annotations.of(this).addWarning(
          'The role has no permissions, so it grants nothing. Set `permissions`, or call `allow`. If ' +
            'that is what you want, write `permissions: []`.',
        );
      },
    });
  }
}

class ImportedRole extends Construct implements IRole {
  readonly roleId: string;

  constructor(scope: Construct, id: string, roleId: string) {
    super(...placed('Role', scope, id));
    this.roleId = idOf(this, { name: 'roleId', what: 'role', prefix: 'role' }, roleId);
  }
}

function checkedPermission(role: IConstruct, permission: string): string {
  if (Token.isUnresolved(permission)) return permission;
  if (isText(permission) && PERMISSION.test(permission)) return permission;
  throw new Error(
    `${role.node.path}: ${JSON.stringify(permission)} is not a permission: write ` +
      '<resource>.<action>, such as "reports.read".',
  );
}
