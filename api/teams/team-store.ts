import type { PageRequest } from '../domain/page';
import type { TeamPolicy } from './team-policy';
import type { Team } from './team';

export type TeamChange = Partial<
  Pick<Team, 'name' | 'suspendedAt' | 'policyDeclaration' | keyof TeamPolicy>
>;

export interface TeamStore {
  insert(team: Team): Promise<void>;
  find(id: string): Promise<Team | undefined>;
  /** Holds the row until the unit of work ends. */
  findForUpdate(id: string): Promise<Team | undefined>;
  /** By ID, and one row more than asked for. */
  list(page: PageRequest): Promise<readonly Team[]>;
  update(id: string, change: TeamChange): Promise<void>;
}
