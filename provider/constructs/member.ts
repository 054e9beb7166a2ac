import { Token } from 'cdktf';
import { Construct, type IConstruct } from 'constructs';
import { checked, checkedProps, has, isText, placed } from './checked-props';
import { Member as MemberResource } from './generated/member';
import { protection, PROTECTION_NAMES, type ProtectionOptions } from './protection';
import { PROVIDER_NAMES, providerFor, type ProviderOption } from './provider-option';
import { checkPropNames, type PropNames } from './check-prop-names';
import { displayName, idOf } from './text';

const EMAIL = /^(?=.{3,254}$)[^\s@]+@[^\s@]+$/u;

export type TeamRole = 'owner' | 'admin' | 'user';

/** A person of the team, declared here or elsewhere. */
export interface IMember extends IConstruct {
  readonly memberId: string;
}

export interface MemberProps extends ProtectionOptions, ProviderOption {
  /** Upper and lower case are the same. Another address is another member. */
  readonly email: string;
  /** Absent: the construct's id. */
  readonly name?: string;
  readonly teamRole: TeamRole;
}

const NAMES: PropNames<MemberProps> = {
  email: true,
  name: true,
  teamRole: true,
  ...PROTECTION_NAMES,
  ...PROVIDER_NAMES,
};

/** A person, invited into the team. */
export class Member extends Construct implements IMember {
  /** A member whom this stack does not manage. */
  static fromMemberId(scope: Construct, id: string, memberId: string): IMember {
    return new ImportedMember(scope, id, memberId);
  }

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

  /** One-time invitation token with which the person joins; null if Keyplane mailed it. */
  get invitationToken(): string {
    return this.resource.invitationToken;
  }
}

/** Of a member, or an ID as it is written. */
export function memberIdOf(construct: IConstruct, member: IMember | string): string {
  if (typeof member !== 'string') {
    return checked(construct, 'member', member, 'a Member or the ID of one', has('memberId'))
      .memberId;
  }
  return idOf(construct, 'member', 'mem', member);
}

class ImportedMember extends Construct implements IMember {
  readonly memberId: string;

  constructor(scope: Construct, id: string, memberId: string) {
    super(...placed('Member', scope, id));
    this.memberId = idOf(this, 'member', 'mem', memberId);
  }
}

const TEAM_ROLE = '"owner", "admin" or "user"';

function isTeamRole(value: unknown): boolean {
  return Token.isUnresolved(value) || value === 'owner' || value === 'admin' || value === 'user';
}

function checkedEmail(member: IConstruct, email: string): string {
  if (Token.isUnresolved(email) || (isText(email) && EMAIL.test(email))) return email;
  throw new Error(
    `${member.node.path}: ${JSON.stringify(email)} is not an email address such as ` +
      '"ada@example.com".',
  );
}
