import { defineEndpoint, type Endpoint } from '../http/endpoint';
import { pageRequestOf, pageToWire } from '../http/page';
import {
  acceptInvitationSchema,
  invitedMemberSchema,
  invitedMemberToWire,
  joinedMemberSchema,
  joinedMemberToWire,
  createMemberSchema,
  memberPageSchema,
  memberParamsSchema,
  memberQuerySchema,
  memberSchema,
  memberToWire,
  updateMemberSchema,
} from './member-schemas';
import type { MemberService } from './member-service';

const tag = 'Members';

export function createMemberEndpoints(service: MemberService): Endpoint[] {
  return [
    defineEndpoint({
      operationId: 'listMembers',
      method: 'get',
      path: '/v1/members',
      tag,
      summary: "List the team's members",
      access: 'members.read',
      query: memberQuerySchema,
      status: 200,
      response: memberPageSchema,
      async handle({ caller, query }) {
        const { status, q } = query;
        const filter = { status, email: query.email?.toLowerCase(), search: q };
        const asked = pageRequestOf('listMembers', { caller, query });
        const page = await service.list(caller, filter, asked);
        return {
          body: pageToWire(page, asked, memberToWire),
        };
      },
    }),
    defineEndpoint({
      operationId: 'getMember',
      method: 'get',
      path: '/v1/members/{member_id}',
      tag,
      summary: 'Get a member, even after they have left',
      access: 'members.read',
      params: memberParamsSchema,
      status: 200,
      response: memberSchema,
      async handle({ caller, params }) {
        const member = await service.find(caller, params.member_id);
        return { body: memberToWire(member), version: member.version };
      },
    }),
    defineEndpoint({
      operationId: 'createMember',
      method: 'post',
      path: '/v1/members',
      tag,
      summary: 'Invite a person to the team',
      description:
        'An invitation can be accepted once, within 7 days. If mail is configured, Keyplane ' +
        'mails the invitation. Otherwise the answer contains it. A team mails at most 200 ' +
        'invitations an hour, and an address gets at most 10 a day. You cannot invite a ' +
        'member with permissions that you do not have. Only an owner can invite an owner.',
      access: 'members.create',
      body: createMemberSchema,
      status: 201,
      response: invitedMemberSchema,
      idempotent: true,
      failures: ['role_escalation', 'email_in_use', 'rate_limited'],
      async handle({ caller, body }) {
        const { email, name, team_role: teamRole } = body;
        const invited = await service.invite(caller, { email, name, teamRole });
        return { body: invitedMemberToWire(invited), version: invited.member.version };
      },
    }),
    defineEndpoint({
      operationId: 'inviteMemberAgain',
      method: 'post',
      path: '/v1/members/{member_id}/invitation',
      location: ({ id }) => `/v1/members/${id}`,
      tag,
      summary: 'Create a new invitation for a member who has not accepted, or who is locked out',
      description:
        'The previous invitation ends. An active member is locked out if none of their application ' +
        'keys works. Only an owner can invite them again: they stay the same member, and accepting ' +
        'gives them a new application key. Their sessions and passkeys for this member end.',
      access: 'members.create',
      params: memberParamsSchema,
      status: 201,
      response: invitedMemberSchema,
      idempotent: true,
      failures: ['role_escalation', 'invitation_accepted', 'member_left', 'rate_limited'],
      async handle({ caller, params }) {
        const invited = await service.inviteAgain(caller, params.member_id);
        return { body: invitedMemberToWire(invited), version: invited.member.version };
      },
    }),
    defineEndpoint({
      operationId: 'acceptInvitation',
      method: 'post',
      path: '/v1/invitations/accept',
      tag,
      summary: 'Accept an invitation to join a team',
      description:
        "The answer contains the member's first application key, or a new one for a member " +
        'who was locked out. The secret is shown once.',
      access: 'public',
      body: acceptInvitationSchema,
      status: 200,
      response: joinedMemberSchema,
      versioned: true,
      failures: ['invitation_invalid', 'rate_limited'],
      async handle({ body, origin }) {
        const joined = await service.accept(body.token, origin);
        return { body: joinedMemberToWire(joined), version: joined.member.version };
      },
    }),
    defineEndpoint({
      operationId: 'updateMember',
      method: 'patch',
      path: '/v1/members/{member_id}',
      tag,
      summary: "Change a member's name or team role",
      description:
        'Only an owner can make a member an owner or change an owner, and the last owner ' +
        'must remain an owner. A new team role for a member who has not accepted ends ' +
        'their invitation. Create a new invitation for them.',
      access: 'members.update',
      params: memberParamsSchema,
      body: updateMemberSchema,
      status: 200,
      response: memberSchema,
      conditional: true,
      failures: ['role_escalation', 'last_owner', 'member_left'],
      async handle({ caller, params, body, expectedVersion }) {
        const update = { name: body.name, teamRole: body.team_role };
        const member = await service.update(caller, params.member_id, update, expectedVersion);
        return { body: memberToWire(member), version: member.version };
      },
    }),
    defineEndpoint({
      operationId: 'deleteMember',
      method: 'delete',
      path: '/v1/members/{member_id}',
      tag,
      summary: 'Remove a member from the team, and revoke their keys',
      description:
        'Members may remove themselves. To remove another member, you need `members.delete`.',
      access: 'team',
      judges: ['members.delete'],
      narrowed: 'allowed',
      params: memberParamsSchema,
      status: 204,
      conditional: true,
      failures: ['last_owner'],
      async handle({ caller, params, expectedVersion }) {
        await service.remove(caller, params.member_id, expectedVersion);
      },
    }),
  ];
}
