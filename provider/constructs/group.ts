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
import type { IMember } from './member';
import { memberIdOf } from './member-id';
import { PROVIDER_NAMES, providerFor, type ProviderOption } from './provider-option';
import { checkPropNames, type PropNames } from './check-prop-names';
import { displayName } from './text';

/** A topic that a group can subscribe to. */
export type AlertTopic = 'account_alerts';

/** Properties of a `Group`. */
export interface GroupProps extends ProviderOption {
  /**
   * The name of the group.
   * @default - the ID of the construct
   */
  readonly name?: string;
  /**
   * What the group is for.
   * @default - no description
   */
  readonly description?: string;
  /**
   * IDs of the members of the group.
   * @default - only the members that `addMember` adds
   */
  readonly memberIds?: readonly string[];
  /**
   * The topics that the group subscribes to.
   * @default - only the topics that `subscribe` adds
   */
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

/**
 * A group of members, who get the alerts that the group subscribes to.
 *
 * @throws Error if a property is not valid
 *
 * @example
 * const oncall = new Group(stack, 'oncall', { topics: ['account_alerts'] });
 * oncall.addMember(new Member(stack, 'ada', { email: 'ada@example.com', teamRole: 'user' }));
 */
export class Group extends Construct {
  /** The L1 construct, for attributes that this construct does not offer. */
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

  /** The ID of the group, known after apply. */
  get groupId(): string {
    return this.resource.id;
  }

  /**
   * Adds a member to the group, by the construct or by the ID.
   *
   * @throws Error if the argument is neither a `Member` nor the ID of one
   */
  addMember(member: IMember | string): this {
    this.memberIds.add(memberIdOf(this, member));
    return this;
  }

  /** Subscribes the group to a topic. Its members get the alerts in Keyplane and by mail. */
  subscribe(topic: AlertTopic): this {
    this.topics.add(checked(this, 'topic', topic, 'a topic, such as "account_alerts"', isText));
    return this;
  }
}
