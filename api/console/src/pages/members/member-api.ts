import { api, BASE_URL, type Schemas } from '../../api/client';
import { answerOf, ApiProblem } from '../../api/problem';
import { ifMatch, versionedOf } from '../../api/versioned';
import type { Reveal } from '../../components/reveal-step';

export type Member = Schemas['Member'];
export type TeamRole = Schemas['TeamRole'];
type InvitedMember = Schemas['InvitedMember'];

const path = (id: string) => ({ path: { member_id: id } });

export interface Invitation {
  readonly email: string;
  readonly name: string;
  readonly team_role: TeamRole;
}

export const memberApi = {
  read: (id: string) => versionedOf(api.GET('/v1/members/{member_id}', { params: path(id) })),
  invite: (body: Invitation, idempotencyKey: string) =>
    answerOf(
      api.POST('/v1/members', { params: { header: { 'Idempotency-Key': idempotencyKey } }, body }),
    ),
  inviteAgain: (id: string, idempotencyKey: string) =>
    answerOf(
      api.POST('/v1/members/{member_id}/invitation', {
        params: { ...path(id), header: { 'Idempotency-Key': idempotencyKey } },
      }),
    ),
  /** What Keyplane would say against a new invitation for an active member; `null` if nothing. */
  startOverRefusal: async (id: string): Promise<string | null> => {
    const params = { ...path(id), query: { dry_run: 'true' as const } };
    try {
      await answerOf(api.POST('/v1/members/{member_id}/invitation', { params }));
      return null;
    } catch (error) {
      if (error instanceof ApiProblem && error.code === 'invitation_accepted') return error.message;
      throw error;
    }
  },
  update: (id: string, body: Schemas['UpdateMemberRequest'], etag: string) =>
    answerOf(
      api.PATCH('/v1/members/{member_id}', { params: { ...path(id), ...ifMatch(etag) }, body }),
    ),
  remove: (id: string) => answerOf(api.DELETE('/v1/members/{member_id}', { params: path(id) })),
};

/** The link of an invitation that Keyplane did not mail; `null` if it did. */
export function revealOfInvitation({ name, email, invitation }: InvitedMember): Reveal | null {
  if (invitation.token === null) return null;
  return {
    title: 'Invitation created',
    notice: `Keyplane sends no mail on this server, so send this link to ${name} (${email}) yourself. The link is shown only now. It works once, for 7 days, and anyone who opens it can join as ${name}.`,
    values: [
      {
        label: 'Invitation link',
        value: `${BASE_URL}/join#token=${invitation.token}`,
        isSecret: true,
      },
    ],
    done: 'OK, I have copied it',
  };
}
