import { Token } from 'cdktf';
import { Construct, type IConstruct } from 'constructs';
import { checked, checkedProps, isText, placed, refuseValue } from './checked-props';
import { Member as MemberResource } from './generated/member';
import { protection, PROTECTION_NAMES, type ProtectionOptions } from './protection';
import { PROVIDER_NAMES, providerFor, type ProviderOption } from './provider-option';
import { checkPropNames, type PropNames } from './check-prop-names';
import { displayName, idOf } from './text';

const EMAIL = /^(?=.{3,254}$)[^\s@]+@[^\s@]+$/u;

/**
 * The role of a member in the team. An owner has every permission. An admin has all except changing
 * the team. A user can read and can manage their own keys and tokens.
 */
export type TeamRole = 'owner' | 'admin' | 'user';

/** A member of the team. The member may be managed by another stack. */
export interface IMember extends IConstruct {
  /** The ID of the member. */
  readonly memberId: string;
}

/** Properties of a `Member`. */
export interface MemberProps extends ProtectionOptions, ProviderOption {
  /**
   * The email address of the member, without regard to upper and lower case. Changing it replaces
   * the member.
   */
  readonly email: string;
  /**
   * The name of the member.
   * @default - the ID of the construct
   */
  readonly name?: string;
  /** The role of the member in the team. */
  readonly teamRole: TeamRole;
}

const NAMES: PropNames<MemberProps> = {
  email: true,
  name: true,
  teamRole: true,
  ...PROTECTION_NAMES,
  ...PROVIDER_NAMES,
};

/**
 * A person who is invited into the team.
 *
 * @throws Error if a property is not valid
 *
 * @example
 * const ada = new Member(stack, 'ada', { email: 'ada@example.com', teamRole: 'admin' });
 */
export class Member extends Construct implements IMember {
  /**
   * Refers to a member that this stack does not manage.
   *
   * @throws Error if the text is not the ID of a member
   */
  static fromMemberId(scope: Construct, id: string, memberId: string): IMember {
    return new ImportedMember(scope, id, memberId);
  }

  /** The L1 construct, for attributes that this construct does not offer. */
  readonly resource: MemberResource;

  constructor(scope: Construct, id: string, props: MemberProps) {
    super(...placed('Member', scope, id));
    const provider = providerFor(this, checkedProps(this, props).provider);
    checkPropNames(this, Member, props, NAMES);
    this.resource = new MemberResource(this, 'Resource', {
      email: checkedEmail(this, props.email),
      name: displayName(this, props.name),
      teamRole: checked(this, 'teamRole', props.teamRole, TEAM_ROLE, isTeamRole),
      ...protection(this, props),
      provider,
    });
  }

  get memberId(): string {
    return this.resource.id;
  }

  /**
   * One-time invitation token with which the person joins the team. Null if Keyplane sent the
   * invitation by mail.
   */
  get invitationToken(): string {
    return this.resource.invitationToken;
  }
}

class ImportedMember extends Construct implements IMember {
  readonly memberId: string;

  constructor(scope: Construct, id: string, memberId: string) {
    super(...placed('Member', scope, id));
    this.memberId = idOf(this, { name: 'memberId', what: 'member', prefix: 'mem' }, memberId);
  }
}

const TEAM_ROLE = '"owner", "admin" or "user"';

function isTeamRole(value: unknown): boolean {
  return Token.isUnresolved(value) || value === 'owner' || value === 'admin' || value === 'user';
}

function checkedEmail(member: IConstruct, email: string): string {
  if (Token.isUnresolved(email)) return email;
  if (!isText(email)) refuseValue(member, 'email', 'an email address', email);
  if (EMAIL.test(email)) return email;
  throw new Error(
    `${member.node.path}: ${JSON.stringify(email)} is not an email address such as ` +
      '"ada@example.com".',
  );
}
