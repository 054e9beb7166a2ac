import { toDate, toMillis } from '../database/columns';
import type { Database } from '../database/database';
import { createKnexTeamObjects } from '../database/knex-team-objects';
import { pageOf } from '../database/page-of';
import { sortedNameColumn } from '../database/sort-columns';
import { whereFound } from '../database/text-search';
import type { PageRequest } from '../domain/page';
import type { TeamRole } from '../domain/permission';
import type { TeamObjects } from '../domain/team-object';
import type { Member, MemberStatus } from './member';

export type MemberChange = Partial<
  Pick<
    Member,
    | 'name'
    | 'teamRole'
    | 'status'
    | 'invitationExpiresAt'
    | 'invitationMailed'
    | 'personId'
    | 'leftAt'
  > & {
    readonly invitationHash: string | null;
  }
>;

export interface MemberFilter {
  /** If absent, every member who has not left. */
  readonly status?: MemberStatus | undefined;
  readonly email?: string | undefined;
  readonly search?: string | undefined;
}

export interface MemberStore extends TeamObjects {
  insert(member: Member, invitationHash: string | null): Promise<void>;
  find(teamId: string, id: string): Promise<Member | undefined>;
  /** Locks the row until the unit of work ends. Call `lockOwners` first, or units of work deadlock. */
  findForUpdate(teamId: string, id: string): Promise<Member | undefined>;
  /** In order of ID. Unknown members and those of other teams are absent. */
  findAmong(teamId: string, ids: readonly string[]): Promise<readonly Member[]>;
  /** Locked until the unit of work ends. Call `lockOwners` first, or units of work deadlock. */
  findAmongForUpdate(teamId: string, ids: readonly string[]): Promise<readonly Member[]>;
  findInvited(invitationHash: string): Promise<Member | undefined>;
  /** The team's active owners, in order of ID. */
  findOwners(teamId: string): Promise<readonly Member[]>;
  findInvitedForUpdate(invitationHash: string): Promise<Member | undefined>;
  /** The member of the team with this address who has not left. */
  findByEmail(teamId: string, email: string): Promise<Member | undefined>;
  /** Whether the team had a member with this address who has left. */
  hasLeft(teamId: string, email: string): Promise<boolean>;
  /** The members with this address who have not left, of every team, in order of ID. */
  findAllByEmail(email: string): Promise<readonly Member[]>;
  /** The members who are this person and have not left, in order of ID. */
  findOfPerson(personId: string): Promise<readonly Member[]>;
  /**
   * The team's active owners, in order of ID, locked until the unit of work ends, so that changes of one
   * team's members take turns.
   */
  lockOwners(teamId: string): Promise<readonly Member[]>;
  /** Sorted by ID, and one row more than asked for. */
  list(teamId: string, filter: MemberFilter, page: PageRequest): Promise<readonly Member[]>;
  update(id: string, change: MemberChange): Promise<void>;
}

interface MemberRow {
  id: string;
  team_id: string;
  email: string;
  name: string;
  team_role: TeamRole;
  status: MemberStatus;
  invitation_hash: string | null;
  invitation_expires_at: number | null;
  invitation_mailed: boolean | number | null;
  person_id: string | null;
  created_at: number;
  left_at: number | null;
  version: number;
}

const SEARCHED = { containing: ['name', 'email'], beginning: ['id'] };

export function createKnexMemberStore(database: Database): MemberStore {
  const members = () => database.knex<MemberRow>('members');
  const locked = (where: Partial<MemberRow>) =>
    database.dialect.lockRows(members().where(where).orderBy('id'));

  const among = (teamId: string, ids: readonly string[]) =>
    members()
      .where({ team_id: teamId })
      .whereIn('id', [...ids])
      .orderBy('id');

  return {
    ...createKnexTeamObjects(database, {
      name: 'members',
      endedAt: 'left_at',
      namesNoCreator: true,
    }),

    async insert(member, invitationHash) {
      await members().insert({ ...toRow(member), invitation_hash: invitationHash });
    },

    async find(teamId, id) {
      const [row] = await members().where({ team_id: teamId, id });
      return row && toMember(row);
    },

    async findForUpdate(teamId, id) {
      const [row] = await locked({ team_id: teamId, id });
      return row && toMember(row);
    },

    async findAmong(teamId, ids) {
      return (await among(teamId, ids)).map(toMember);
    },

    async findAmongForUpdate(teamId, ids) {
      return (await database.dialect.lockRows(among(teamId, ids))).map(toMember);
    },

    async findInvited(invitationHash) {
      const [row] = await members().where({ invitation_hash: invitationHash });
      return row && toMember(row);
    },

    async findInvitedForUpdate(invitationHash) {
      const [row] = await locked({ invitation_hash: invitationHash });
      return row && toMember(row);
    },

    async findByEmail(teamId, email) {
      const [row] = await members().where({ team_id: teamId, email }).whereNull('left_at');
      return row && toMember(row);
    },

    async findAllByEmail(email) {
      return (await members().where({ email }).whereNull('left_at').orderBy('id')).map(toMember);
    },

    async hasLeft(teamId, email) {
      const left = members().where({ team_id: teamId, email }).whereNotNull('left_at');
      return (await left.limit(1)).length > 0;
    },

    async findOfPerson(personId) {
      const rows = await members()
        .where({ person_id: personId })
        .whereNull('left_at')
        .orderBy('id');
      return rows.map(toMember);
    },

    async findOwners(teamId) {
      const owners = { team_id: teamId, team_role: 'owner', status: 'active' } as const;
      return (await members().where(owners).orderBy('id')).map(toMember);
    },

    async lockOwners(teamId) {
      const rows = await locked({ team_id: teamId, team_role: 'owner', status: 'active' });
      return rows.map(toMember);
    },

    async list(teamId, filter, page) {
      const query = members().where({ team_id: teamId });
      if (filter.status === undefined) void query.whereNull('left_at');
      else void query.where({ status: filter.status });
      if (filter.email !== undefined) void query.where({ email: filter.email });
      if (filter.search !== undefined) whereFound(database, query, filter.search, SEARCHED);
      return (await pageOf(query, page, { name: sortedNameColumn(database) })).map(toMember);
    },

    async update(id, change) {
      await members()
        .where({ id })
        .update({ ...changeToRow(change), version: database.knex.raw('version + 1') });
    },
  };
}

function toMember(row: MemberRow): Member {
  return {
    id: row.id,
    teamId: row.team_id,
    email: row.email,
    name: row.name,
    teamRole: row.team_role,
    status: row.status,
    invitationExpiresAt: toDate(row.invitation_expires_at),
    invitationMailed: Boolean(row.invitation_mailed),
    personId: row.person_id,
    createdAt: toDate(row.created_at),
    leftAt: toDate(row.left_at),
    version: row.version,
  };
}

function toRow(member: Member): Omit<MemberRow, 'invitation_hash'> {
  return {
    id: member.id,
    team_id: member.teamId,
    email: member.email,
    name: member.name,
    team_role: member.teamRole,
    status: member.status,
    invitation_expires_at: toMillis(member.invitationExpiresAt),
    invitation_mailed: member.invitationMailed,
    person_id: member.personId,
    created_at: toMillis(member.createdAt),
    left_at: toMillis(member.leftAt),
    version: member.version,
  };
}

function changeToRow(change: MemberChange): Partial<MemberRow> {
  return {
    ...(change.name !== undefined && { name: change.name }),
    ...(change.teamRole !== undefined && { team_role: change.teamRole }),
    ...(change.status !== undefined && { status: change.status }),
    ...(change.invitationHash !== undefined && { invitation_hash: change.invitationHash }),
    ...(change.invitationExpiresAt !== undefined && {
      invitation_expires_at: toMillis(change.invitationExpiresAt),
    }),
    ...(change.invitationMailed !== undefined && { invitation_mailed: change.invitationMailed }),
    ...(change.personId !== undefined && { person_id: change.personId }),
    ...(change.leftAt !== undefined && { left_at: toMillis(change.leftAt) }),
  };
}
