import { Lazy } from 'cdktf';
import { Construct } from 'constructs';
import {
  checked,
  checkedList,
  checkedProps,
  checkKinds,
  isText,
  placed,
  TEXT,
} from './checked-props';
import { Group as GroupResource } from './generated/group';
import { type IMember, memberIdOf } from './member';
import { PROVIDER_NAMES, providerFor, type ProviderOption } from './provider-option';
import { checkPropNames, type PropNames } from './check-prop-names';
import { displayName } from './text';

/** What a group's members can be told of. */
export type AlertTopic = 'account_alerts';

export interface GroupProps extends ProviderOption {
  /** Absent: the construct's id. */
  readonly name?: string;
  /** What the group is for. Absent: none is shown. */
  readonly description?: string;
  /** IDs of members of the team. Absent: only whom `addMember` adds. */
  readonly memberIds?: readonly string[];
  /** Absent: only what `subscribe` adds. */
  readonly topics?: readonly AlertTopic[];
}

const MEMBERS = 'IDs of members';
const TOPICS = 'topics, such as ["account_alerts"]';

const NAMES: PropNames<GroupProps> = {
  name: true,
  description: true,
  memberIds: true,
  topics: true,
  ...PROVIDER_NAMES,
};

/** Members gathered, with the alerts that they are told of. */
export class Group extends Construct {
  readonly resource: GroupResource;
  private readonly memberIds = new Set<string>();
  private readonly topics = new Set<AlertTopic>();

  constructor(scope: Construct, id: string, props: GroupProps = {}) {
    super(...placed('Group', scope, id));
    const provider = providerFor(this, checkedProps(this, props).provider);
    checkPropNames(this, Group, props, NAMES);
    checkKinds(this, props, { description: TEXT });
    for (const memberId of checkedList(this, 'memberIds', props.memberIds, MEMBERS))
      this.addMember(memberId);
    for (const topic of checkedList(this, 'topics', props.topics, TOPICS)) this.subscribe(topic);
    this.resource = new GroupResource(this, 'Resource', {
      name: displayName(this, props.name),
      description: props.description,
      memberIds: Lazy.listValue({ produce: () => [...this.memberIds] }),
      topics: Lazy.listValue({ produce: () => [...this.topics] }),
      provider,
    });
  }

  get groupId(): string {
    return this.resource.id;
  }

  /** Adds a member of the team, or the one of an ID. */
  addMember(member: IMember | string): this {
    this.memberIds.add(memberIdOf(this, member));
    return this;
  }

  /** Its members are told, in Keyplane and by mail. */
  subscribe(topic: AlertTopic): this {
    this.topics.add(checked(this, 'topic', topic, 'a topic, such as "account_alerts"', isText));
    return this;
  }
}
