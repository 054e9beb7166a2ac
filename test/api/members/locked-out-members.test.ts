import { DATABASES } from '../../support/api';
import { DAY } from '../../support/manual-clock';
import { startOrganization, type Agent, type Organization } from '../teams/organization';

describe.each(DATABASES)('a member without a working application key, on %s', (on) => {
  let organization: Organization;
  let owner: Agent;

  beforeEach(async () => {
    organization = await startOrganization(on);
    owner = organization.owner;
  });
  afterEach(() => organization.close());

  const invitation = ({ id }: Agent) => `/v1/members/${id}/invitation`;
  const keysOf = async (member: Agent): Promise<{ id: string }[]> =>
    (await member.get('/v1/application-keys').expect(200)).body.items;
  const accept = (token: string) =>
    organization.anonymous.post('/v1/invitations/accept', { token });

  async function lockedOut(): Promise<Agent> {
    const member = await organization.join(owner, 'user');
    for (const { id } of await keysOf(member)) {
      await member.delete(`/v1/application-keys/${id}`).expect(204);
    }
    await member.get('/v1/application-keys').expect(401);
    return member;
  }

  it('gets a new key by an invitation from an owner, and stays the same member', async () => {
    const member = await lockedOut();
    const again = await owner.post(invitation(member), {}).expect(201);
    expect(again.body).toMatchObject({ id: member.id, status: 'active' });
    const joined = await accept(again.body.invitation.token).expect(200);
    expect(joined.body).toMatchObject({
      id: member.id,
      status: 'active',
      invitation_expires_at: null,
    });
    const { client_id: clientId, secret } = joined.body.application_key;
    const back = organization.as(member.id, { clientId, secret });
    expect(await keysOf(back)).toEqual([expect.objectContaining({ description: 'Recovered' })]);
    await accept(again.body.invitation.token).expect(409);
  });

  it('gets no invitation from an admin, who could act as the member with it', async () => {
    const admin = await organization.join(owner, 'admin');
    const { body } = await admin.post(invitation(await lockedOut()), {}).expect(403);
    expect(body).toMatchObject({ code: 'insufficient_permissions' });
    expect(body.detail).toContain('Only an owner of the team can invite them again');
  });

  it('is locked out too if the last key is disabled or has expired', async () => {
    const disabled = await organization.join(owner, 'user');
    const [first] = await keysOf(disabled);
    const path = `/v1/application-keys/${first?.id}`;
    await owner.post(invitation(disabled), {}).expect(409);
    await disabled.patch(path, { enabled: false }).expect(200);
    await owner.post(invitation(disabled), {}).expect(201);

    const expired = await organization.join(owner, 'user');
    const [only] = await keysOf(expired);
    const expires_at = new Date(organization.clock.now().getTime() + DAY).toISOString();
    await expired.patch(`/v1/application-keys/${only?.id}`, { expires_at }).expect(200);
    await owner.post(invitation(expired), {}).expect(409);
    organization.clock.advance(DAY);
    await owner.post(invitation(expired), {}).expect(201);
  });
});
