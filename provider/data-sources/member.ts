import type { Member } from '../client';
import { defineDataSource } from '../definitions/define';
import { DiagnosticError, exactlyOneOf, nestedList, oneOf, string } from '../terraform-plugin';

const attributes = {
  name: string.computed({ description: 'The name of the member.' }),
  team_role: string.computed({
    description: 'The role of the member in the team: `owner`, `admin` or `user`.',
  }),
  status: string.computed({
    description: 'The status of the member: `invited`, `active` or `left`.',
  }),
  invitation_expires_at: string.computed({
    description:
      'When the invitation ends, as an RFC 3339 time in UTC. Null if there is no open ' +
      'invitation.',
    nullable: true,
  }),
  created_at: string.computed({
    description: 'When the member was invited, as an RFC 3339 time in UTC.',
  }),
  left_at: string.computed({
    description:
      'When the member left the team, as an RFC 3339 time in UTC. Null if they have not left.',
    nullable: true,
  }),
};

export const memberDataSource = defineDataSource({
  name: 'keyplane_member',
  description:
    'A member of the team, found by ID, even after they have left, or by the email address ' +
    'of a member who has not left.',
  schema: {
    id: string.optionalComputed({ description: 'The ID of the member.' }),
    email: string.optionalComputed({
      description: 'The email address of the member, without regard to upper and lower case.',
      semanticallyEqual: (a, b) => a.toLowerCase() === b.toLowerCase(),
    }),
    ...attributes,
  },
  validators: [exactlyOneOf('id', 'email')],
  async read({ id, email }, { client, signal }) {
    if (id !== null) return toModel(await client.members.get(id, { signal }));
    const [found] = await client.members.list({ email: email ?? '' }, { signal });
    if (found === undefined) {
      throw new DiagnosticError({
        summary: `The team has no member with the email address ${email}`,
        detail: 'Check the spelling. A member who has left is found only by `id`.',
        attribute: 'email',
      });
    }
    return toModel(found);
  },
});

export const membersDataSource = defineDataSource({
  name: 'keyplane_members',
  description: 'The members of the team.',
  schema: {
    status: string.optional({
      description:
        'Returns only members with this status: `invited`, `active` or `left`. If it is omitted, ' +
        'returns everybody who has not left.',
      validators: [oneOf('invited', 'active', 'left')],
    }),
    email: string.optional({ description: 'Returns only the member with this email address.' }),
    members: nestedList({
      id: string.computed({ description: 'The ID of the member.' }),
      email: string.computed({ description: 'The email address of the member, in lower case.' }),
      ...attributes,
    }).computed({ description: 'The members, oldest first.' }),
  },
  async read({ status, email }, { client, signal }) {
    const filter = {
      ...(isMemberStatus(status) && { status }),
      ...(email !== null && { email }),
    };
    const members = await client.members.list(filter, { signal });
    return { members: members.map(toModel) };
  },
});

function isMemberStatus(text: string | null): text is Member['status'] {
  return text !== null && ['invited', 'active', 'left'].includes(text);
}

function toModel(member: Member) {
  const { id, email, name, team_role, status } = member;
  const { invitation_expires_at, created_at, left_at } = member;
  return { id, email, name, team_role, status, invitation_expires_at, created_at, left_at };
}
