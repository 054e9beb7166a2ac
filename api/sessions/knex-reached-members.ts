import type { Database } from '../database/database';
import type { TeamRole } from '../domain/permission';
import type { ReachedMembers } from './reached-members';

interface MemberRow {
  id: string;
  name: string;
  email: string;
  team_role: TeamRole;
  team_id: string;
  team_name: string;
}

/** The members and their teams in one query, because each request of the console needs them. */
export function createKnexReachedMembers(database: Database): ReachedMembers {
  const active = () =>
    database
      .knex('members as m')
      .join('teams', 'teams.id', 'm.team_id')
      .where('m.status', 'active')
      .whereNull('teams.suspended_at')
      .orderBy('m.id')
      .select('m.id', 'm.name', 'm.email', 'm.team_role', 'm.team_id', {
        team_name: 'teams.name',
      });

  return {
    async of(subject) {
      if (subject.kind === 'operator') return [];
      const rows = (await (subject.kind === 'person'
        ? active().where('m.person_id', subject.id)
        : active().where('m.id', subject.id))) as MemberRow[];
      return rows.map(({ id, name, email, team_role, team_id, team_name }) => ({
        id,
        name,
        email,
        teamRole: team_role,
        team: { id: team_id, name: team_name },
      }));
    },
  };
}
