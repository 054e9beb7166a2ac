import type { PageRequest } from '../domain/page';
import type { TeamObjects } from '../domain/team-object';
import type { AlertTopic, Group } from './group';

export type GroupChange = Partial<Pick<Group, 'name' | 'description' | 'memberIds' | 'topics'>>;

export interface GroupFilter {
  readonly name?: string | undefined;
}

export interface GroupStore extends TeamObjects {
  insert(group: Group): Promise<void>;
  find(teamId: string, id: string): Promise<Group | undefined>;
  /** In order of ID; held until the unit of work ends. Hold the members first, or units deadlock. */
  findForUpdate(teamId: string, ids: readonly string[]): Promise<readonly Group[]>;
  idsOfMember(teamId: string, memberId: string): Promise<readonly string[]>;
  /** Members of the team's groups that subscribe to the topic, each once, in order of ID. */
  subscriberIds(teamId: string, topic: AlertTopic): Promise<readonly string[]>;
  /** By ID, and one row more than asked for. */
  list(teamId: string, filter: GroupFilter, page: PageRequest): Promise<readonly Group[]>;
  update(id: string, change: GroupChange): Promise<void>;
  delete(id: string): Promise<void>;
}
