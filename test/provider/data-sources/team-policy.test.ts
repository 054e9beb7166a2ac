import { teamPolicyDataSource } from '../../../provider/data-sources/team-policy';

type Handlers = typeof teamPolicyDataSource.handlers;

function readAs(me: object) {
  const client = { whoami: () => Promise.resolve(me) };
  const context = { client, signal: new AbortController().signal };
  return teamPolicyDataSource.handlers.read(
    {} as Parameters<Handlers['read']>[0],
    context as unknown as Parameters<Handlers['read']>[1],
  );
}

describe('the data source of the team policy', () => {
  it('shows the policy that applies, with the ID of the team', async () => {
    const policy = {
      max_key_lifetime: '90d',
      require_expiry: true,
      allowed_secret_deliveries: null,
    };
    const team = { id: 'team_1', name: 'Acme', policy };
    expect(await readAs({ name: 'ci', team })).toEqual({ id: 'team_1', ...policy });
  });

  it('tells the operator, who is not in a team, to use credentials of a team', async () => {
    await expect(readAs({ name: 'operator', team: null })).rejects.toThrow(
      /^operator has no team policy: .* Use credentials of the team/,
    );
  });
});
