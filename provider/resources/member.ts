import type { Member } from '../client';
import { defineResource } from '../definitions/define';
import { gone, shownTime, string } from '../terraform-plugin';
import { rememberTeam } from '../definitions/acknowledge';
import { createdAt, displayName, id, timeouts } from '../definitions/attributes';
import { ruled } from '../definitions/field-rules';
import { guardChange, guardDestroy, type Guard, mayDelete } from './protection/guard-use';
import { importsById } from '../definitions/import-by-id';
import { judgeInDryRun, type Rehearsal } from '../definitions/judge-in-dry-run';
import {
  type OwnProtection,
  protectionAttributes,
  protectionOf,
} from './protection/protection-attributes';
import { type Owned, sightOf } from './protection/sight';

const EMAIL = /^(?=.{3,254}$)[^\s@]+@[^\s@]+$/u;

export const memberResource = defineResource({
  name: 'keyplane_member',
  description:
    'A member of the team. Creating it invites the person. Destroying it ends the ' +
    'membership, and with it all keys of the member. Only an owner can invite, change or ' +
    'remove owners.',
  schema: ruled('/v1/members', {
    id: id('The ID of the member.'),
    email: string.required({
      description:
        'The email address of the member, without regard to upper and lower case. Changing this ' +
        'removes the member and invites another one.',
      requiresReplace: true,
      semanticallyEqual: (a, b) => a.toLowerCase() === b.toLowerCase(),
    }),
    name: displayName('The name of the member.'),
    team_role: string.required({
      description:
        'The role of the member in the team: `owner`, `admin` or `user`. Changing the role of a ' +
        'member who has not accepted the invitation ends the invitation.',
    }),
    status: string.computed({
      description:
        'The status of the member: `invited`, or `active` after the invitation was accepted.',
      volatile: true,
    }),
    invitation_token: string.computed({
      description:
        'One-time invitation token. Null if it was mailed, if the member was imported, and ' +
        'after the invitation was accepted or has ended.',
      nullable: true,
      sensitive: true,
      volatile: true,
    }),
    invitation_expires_at: string.computed({
      description:
        'When the invitation ends, as an RFC 3339 time in UTC. Null if there is no open ' +
        'invitation.',
      nullable: true,
      volatile: true,
    }),
    ...protectionAttributes,
    created_at: createdAt,
  }),
  timeouts,

  async create(plan, context) {
    const { client, signal } = context;
    await rememberTeam(context);
    const member = await client.members.create(createBody(plan), { signal });
    return { ...toModel(member), invitation_token: member.invitation.token };
  },

  read(state, context) {
    const read = async () => {
      const { client, signal } = context;
      const member = await client.members.refresh(state.id, { signal });
      if (member.status === 'left') {
        return gone({
          summary: `Member ${member.name} has left the team`,
          detail:
            `${member.email} (${member.id}) left the team, or was removed from it, at ` +
            `${shownTime(member.left_at ?? '')}. The plan invites them again. If they should ` +
            'not return, remove the resource from the configuration.',
        });
      }
      await rememberTeam(context);
      const invitation_token = tokenStillValid(member, state);
      return { ...toModel(member), invitation_token, ...protectionOf(state) };
    };
    const whyGone = `Keyplane no longer knows the member ${state.id}. The plan invites them again.`;
    return sight.read(state, context, read, whyGone);
  },

  update: (plan, state, context) =>
    sight.change(state, context, async () => {
      const member = await context.client.members.update(state.id, updateBody(plan), context);
      return { ...toModel(member), invitation_token: tokenStillValid(member, state) };
    }),

  ...importsById({
    prefix: 'mem',
    read: (client, id, options) => client.members.refresh(id, options),
    ending: ({ id, left_at }) =>
      left_at === null
        ? undefined
        : `${id} left the team, or was removed from it, at ${shownTime(left_at)}`,
    otherName: {
      description: 'their email address',
      form: EMAIL,
      find: async (email, client, options) =>
        (await client.members.list({ email }, options))[0]?.id,
    },
  }),

  async delete(state, context) {
    if (!(await mayDelete(guard, state, context))) return;
    await sight.remove(state, context, () => context.client.members.remove(state.id, context));
  },

  async modifyPlan(request) {
    const { priorState, plan, context } = request;
    await guardChange(guard, { priorState, plan, context });
    await judgeInDryRun(rehearsal, request);
    const { diagnostics } = context;
    const isInvited = priorState?.status === 'invited';
    if (!isInvited || !plan.changed.has('team_role') || plan.requiresReplace) return;
    diagnostics.warning({
      summary: `The invitation of ${priorState.name ?? priorState.id} will end`,
      detail:
        `${priorState.email ?? priorState.id} has not accepted the invitation, which is for ` +
        'the previous role. To send an invitation for the new role, plan with `-replace`.',
      attribute: 'team_role',
    });
  },

  async planDestroy(state, context) {
    await sight.requireOwnTeam(state, context);
    await guardDestroy(guard, state, context);
  },
});

const sight = sightOf(labelOf);

function labelOf({ id, name }: Owned & { readonly name: string | null }): string {
  return `Member ${name ?? id}`;
}

interface PlannedMember {
  readonly email: string;
  readonly name: string;
  readonly team_role: string;
}

const rehearsal: Rehearsal<PlannedMember, MemberState> = {
  schema: () => memberResource.schema,
  collection: '/v1/members',
  createBody,
  updates: (plan) => [{ method: 'PATCH', body: updateBody(plan) }],
};

function createBody(plan: PlannedMember) {
  return { email: plan.email, ...updateBody(plan) };
}

function updateBody({ name, team_role }: Omit<PlannedMember, 'email'>) {
  return { name, team_role: toTeamRole(team_role) };
}

interface MemberState extends OwnProtection {
  readonly id: string;
  readonly name: string | null;
  readonly team_role: string | null;
  readonly status: string | null;
}

const RANKS = ['user', 'admin', 'owner'];

const guard: Guard<MemberState, OwnProtection & { readonly team_role: unknown }> = {
  subjectOf: ({ id, name }) => ({
    family: '/v1/members',
    id,
    label: name === null ? 'Member' : `Member ${name}`,
  }),
  isLive: ({ status }) => status !== 'invited',
  threatsOf({ team_role: before }, { team_role: after }) {
    const isLowered =
      before !== null && typeof after === 'string' && RANKS.indexOf(after) < RANKS.indexOf(before);
    if (!isLowered) return [];
    return [
      {
        kind: 'narrowed',
        attribute: 'team_role',
        what: `become ${after}`,
        consequence:
          `From then on, their application keys can do only what a member with the role ${after} may ` +
          'do.',
        // The team role of the member who owns a token does not change what the token can do.
        reach: { kind: 'application-keys' },
      },
    ];
  },
};

/** An invitation that was created or ended outside Terraform has another expiry, or none. */
function tokenStillValid(
  member: Member,
  state: {
    readonly invitation_token: string | null;
    readonly invitation_expires_at: string | null;
  },
): string | null {
  const isTheSame = member.invitation_expires_at === state.invitation_expires_at;
  return member.status === 'invited' && isTheSame ? state.invitation_token : null;
}

/** Validation accepts only these three. */
function toTeamRole(text: string): Member['team_role'] {
  return text === 'owner' || text === 'admin' ? text : 'user';
}

function toModel(member: Member) {
  const { id, email, name, team_role, status, invitation_expires_at, created_at } = member;
  return { id, email, name, team_role, status, invitation_expires_at, created_at };
}
