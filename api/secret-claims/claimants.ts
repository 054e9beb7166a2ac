import type { MemberDirectory } from '../members/member-directory';
import type { Claimants } from './secret-claims';

export function createClaimants(dependencies: {
  members: Pick<MemberDirectory, 'among'>;
  accounts: { find(teamId: string, id: string): Promise<object | undefined> };
}): Claimants {
  const { members, accounts } = dependencies;
  return {
    async has(teamId, id) {
      const [member] = await members.among(teamId, [id]);
      if (member !== undefined) return member.status !== 'left';
      return (await accounts.find(teamId, id)) !== undefined;
    },
  };
}
