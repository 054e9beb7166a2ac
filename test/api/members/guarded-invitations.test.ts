import { guardInvitations } from '../../../api/members/guarded-invitations';
import type { MemberService } from '../../../api/members/member-service';
import { DATABASES, createTestApi, type TestApi } from '../../support/api';
import { createNetworkThrottle } from '../../../api/rate-limit/network-throttle';
import { createManualClock } from '../../support/manual-clock';

test('unknown invitations begin no unit of work, take one connection, and are throttled', async () => {
  let underWay = 0;
  let most = 0;
  const accept = jest.fn();
  const members = guardInvitations({
    members: { accept } as Partial<MemberService> as MemberService,
    store: {
      async findInvited() {
        most = Math.max(most, (underWay += 1));
        await new Promise((resolve) => setImmediate(resolve));
        underWay -= 1;
        return undefined;
      },
    },
    isSuspended: async () => false,
    clock: createManualClock(),
    throttle: createNetworkThrottle({ name: 'unknown', attempts: 20, windowSeconds: 60 }),
  });
  const origin = { requestId: 'request-1', ip: '192.0.2.1' };
  const answers = await Promise.allSettled(
    Array.from({ length: 30 }, (_, number) => members.accept(`inv_${number}`, origin)),
  );
  const codes = answers.map((answer) => (answer as PromiseRejectedResult).reason.code as string);
  expect(codes.filter((code) => code === 'invitation_invalid')).toHaveLength(20);
  expect(codes.filter((code) => code === 'rate_limited')).toHaveLength(10);
  expect([most, accept.mock.calls.length]).toEqual([1, 0]);
});

describe.each(DATABASES)('an open invitation, on %s,', (on) => {
  let api: TestApi;

  beforeAll(async () => {
    api = await createTestApi(on);
  });
  afterAll(() => api.close());

  it('is accepted, however many unknown ones came from the same network', async () => {
    const person = { email: 'new@example.com', name: 'New', team_role: 'user' };
    const { body } = await api.as(api.team.owner).post('/v1/members').send(person).expect(201);
    const accept = (token: string) => api.as().post('/v1/invitations/accept').send({ token });
    const guess = `inv_${'x'.repeat(43)}`;
    let last = 0;
    for (let number = 0; number <= 60; number += 1) last = (await accept(guess)).status;
    expect(last).toBe(429);
    await accept(body.invitation.token).expect(200);
    expect((await accept(body.invitation.token)).status).toBe(429);
  });

  it('waits while its team is suspended', async () => {
    const { owner, id } = await api.foundTeam('paused');
    const person = { email: 'paused@example.com', name: 'Paused', team_role: 'user' };
    const { body } = await api.as(owner).post('/v1/members').send(person).expect(201);
    const suspend = (suspended: boolean) =>
      api.as(api.operator).patch(`/v1/teams/${id}`).send({ suspended }).expect(200);
    const invitation = { token: body.invitation.token };
    await suspend(true);
    const refused = await api.as().post('/v1/invitations/accept').send(invitation).expect(409);
    expect(refused.body).toMatchObject({
      code: 'invitation_invalid',
      detail: expect.stringContaining('suspended'),
    });
    await suspend(false);
    await api.as().post('/v1/invitations/accept').send(invitation).expect(200);
  });
});
