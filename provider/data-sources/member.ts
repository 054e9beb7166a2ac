import type { Member } from '../client';
import { defineDataSource } from '../definitions/define';
import { DiagnosticError, exactlyOneOf, nestedList, oneOf, string } from '../terraform-plugin';

const attributes = {
  name: string.computed({ description: 'The name of the person.' }),
  team_role: string.computed({ description: '`owner`, `admin` or `user`.' }),
  status: string.computed({ description: '`invited`, `active` or `left`.' }),
  invitation_expires_at: string.computed({
    description: 'When the invitation ends, RFC 3339 in UTC. Null if none is outstanding.',
    nullable: true,
  }),
  created_at: string.computed({ description: 'When they were invited, RFC 3339 in UTC.' }),
  left_at: string.computed({
    description: 'When they left, RFC 3339 in UTC. Null if they have not.',
    nullable: true,
  }),
};

export const memberDataSource = defineDataSource({
  name: 'keyplane_member',
  description:
    'A member of the team, by ID, also after they have left, or by the address of one who has not.',
  schema: {
    id: string.optionalComputed({ description: 'The ID of the member.' }),
    email: string.optionalComputed({
      description: 'The address, in which upper and lower case are the same.',
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
        summary: `The team has no member of the address ${email}`,
        detail: 'Check the spelling. Who has left is found by `id` only.',
        attribute: 'email',
      });
    }
    return toModel(found);
  },
});

export const membersDataSource = defineDataSource({
  name: 'keyplane_members',
  description: "The team's members.",
  schema: {
    status: string.optional({
      description: 'Only `invited`, `active` or `left` ones. Absent: everybody who has not left.',
      validators: [oneOf('invited', 'active', 'left')],
    }),
    email: string.optional({ description: 'Only the member of this address.' }),
    members: nestedList({
      id: string.computed({ description: 'The ID of the member.' }),
      email: string.computed({ description: 'The address, in lower case.' }),
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
