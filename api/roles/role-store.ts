import type { PageRequest } from '../domain/page';
import type { TeamObjects } from '../domain/team-object';
import type { Role } from './role';

export type RoleChange = Partial<Pick<Role, 'name' | 'description' | 'permissions'>>;

export interface RoleFilter {
  readonly name?: string | undefined;
}

export interface RoleStore extends TeamObjects {
  insert(role: Role): Promise<void>;
  find(teamId: string, id: string): Promise<Role | undefined>;
  /** In order of ID; held until the unit of work ends. */
  findForUpdate(teamId: string, ids: readonly string[]): Promise<readonly Role[]>;
  /** By ID, and one row more than asked for. */
  list(teamId: string, filter: RoleFilter, page: PageRequest): Promise<readonly Role[]>;
  update(id: string, change: RoleChange): Promise<void>;
  delete(id: string): Promise<void>;
}
