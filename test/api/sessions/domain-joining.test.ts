import { createTestApi, DATABASES, type TestApi, type TestTeam } from '../../support/api';
import { DAY } from '../../support/manual-clock';
import { openBrowser } from './browser';
import {
  NAVIGATION,
  startIdentityProvider,
  type StartedProvider,
} from './support/started-provider';

const ADA = 'ada@example.com';

describe('joining a team by the domain of an address (oidc-provider)', () => {
  let provider: StartedProvider;

  beforeAll(async () => {
    provider = await startIdentityProvider();
  });
  afterAll(() => provider.stop());

  describe.each(DATABASES)('on %s', (on) => {
    let api: TestApi;
    let joins: { domain: string; teamId: string }[];

    beforeEach(async () => {
      // The ID of the team is known once the API has started.
      joins = [];
      api = await createTestApi(on, { oidc: provider.settings({ emailDomains: [], joins }) });
      joins.push({ domain: 'example.com', teamId: api.team.id });
      await provider.control('/configure', { redirect_uri: `${api.url}/session/oidc/callback` });
      await provider.control('/next', { email: ADA });
    });
    afterEach(() => api.close());

    const owner = () => api.as(api.team.owner);

    const invite = async (team: TestTeam, team_role = 'user', email = ADA): Promise<string> => {
      const body = { email, name: 'Ada', team_role };
      const invited = await api.as(team.owner).post('/v1/members').send(body).expect(201);
      return String(invited.body.id);
    };

    async function signIn() {
      const browser = openBrowser(api, NAVIGATION);
      const to = await provider.signIn(browser, api.url);
      if (to !== '/') return { to, browser, memberships: [] };
      const { body } = await browser.send('get', '/session').expect(200);
      return { to, browser, memberships: body.memberships as unknown[] };
    }

    const members = async (query = '') =>
      (await owner().get(`/v1/members${query}`).expect(200)).body.items as { id: string }[];

    it('makes a person who is in no team a user of the team, once, and the trail says so', async () => {
      const { to, browser, memberships } = await signIn();
      expect(to).toBe('/');
      expect(memberships).toEqual([
        {
          team: { id: api.team.id, name: 'default' },
          member: { id: expect.any(String), name: 'ada', email: ADA, role: 'user' },
        },
      ]);
      const me = await browser.send('get', '/v1/whoami').expect(200);
      expect(me.body).toMatchObject({ kind: 'member', team_role: 'user' });
      expect((await signIn()).memberships).toEqual(memberships);
      expect(await members()).toHaveLength(2);
      const trail = await owner().get('/v1/audit-events?action=member.joined').expect(200);
      expect(trail.body.items).toEqual([
        expect.objectContaining({
          actor: expect.objectContaining({ id: me.body.id, session_id: me.body.session_id }),
          target: { kind: 'member', id: me.body.id },
          after: expect.objectContaining({ team_role: 'user', by: 'email_domain' }),
        }),
      ]);
    });

    it('happens once if the person signs in twice at the same time', async () => {
      const both = await Promise.all([signIn(), signIn()]);
      expect(both.map(({ to }) => to)).toEqual(['/', '/']);
      expect(both[1]?.memberships).toEqual(both[0]?.memberships);
      expect(await members()).toHaveLength(2);
    });

    it.each([
      ['an address that is not verified', { email: ADA, verified: 'false' }, 'email_unverified'],
      ['a domain below it', { email: 'ada@sub.example.com' }, 'not_a_member'],
      ['a domain that ends like it', { email: 'ada@not-example.com' }, 'not_a_member'],
      ['another domain', { email: 'ada@example.org' }, 'not_a_member'],
      ['an address that only looks like one', { email: 'a@evil.org@example.com' }, 'not_a_member'],
    ])('does not happen for %s', async (_what, account, error) => {
      await provider.control('/next', account);
      expect((await signIn()).to).toBe(`/sign-in?error=${error}`);
      expect(await members()).toHaveLength(1);
    });

    it('does not happen for a member of another team, or somebody whom one has invited', async () => {
      const other = await api.foundTeam('other');
      const id = await invite(other);
      const { memberships } = await signIn();
      expect(memberships).toEqual([
        { team: { id: other.id, name: 'other' }, member: expect.objectContaining({ id }) },
      ]);
      expect((await signIn()).memberships).toEqual(memberships);
      expect(await members()).toHaveLength(1);
    });

    it('does not bring back a member whom an owner has removed, unless an owner invites them', async () => {
      const { browser } = await signIn();
      const joined = (await members()).find(({ id }) => id !== api.team.owner.memberId);
      await owner().delete(`/v1/members/${joined?.id}`).expect(204);
      await browser.send('get', '/session').expect(401);
      expect((await signIn()).to).toBe('/sign-in?error=not_a_member');
      expect(await members()).toHaveLength(1);

      // Not through another team either.
      const other = await api.foundTeam('other');
      const elsewhere = await invite(other);
      await signIn();
      await api.as(other.owner).delete(`/v1/members/${elsewhere}`).expect(204);
      expect((await signIn()).to).toBe('/sign-in?error=not_a_member');

      const id = await invite(api.team, 'admin');
      expect((await signIn()).memberships).toEqual([
        expect.objectContaining({ member: expect.objectContaining({ id, role: 'admin' }) }),
      ]);
    });

    it('takes the place of an invitation that has expired, but gives no more than user', async () => {
      const id = await invite(api.team);
      const admin = await invite(api.team, 'admin', 'bob@example.com');
      api.clock.advance(8 * DAY);
      expect((await signIn()).memberships).toEqual([
        expect.objectContaining({ member: expect.objectContaining({ id, role: 'user' }) }),
      ]);
      await provider.control('/next', { email: 'bob@example.com' });
      expect((await signIn()).to).toBe('/sign-in?error=not_a_member');
      const { body } = await owner().get(`/v1/members/${admin}`).expect(200);
      expect(body).toMatchObject({ status: 'invited' });
    });

    it('does not happen if the team of the setting does not exist', async () => {
      joins.splice(0, 1, { domain: 'example.com', teamId: 'team_none' });
      expect((await signIn()).to).toBe('/sign-in?error=not_a_member');
      expect(await api.database.knex('people')).toEqual([]);
    });

    it('does not happen while the team is suspended', async () => {
      const suspend = (suspended: boolean) =>
        api.as(api.operator).patch(`/v1/teams/${api.team.id}`).send({ suspended }).expect(200);
      await suspend(true);
      expect((await signIn()).to).toBe('/sign-in?error=not_a_member');
      await suspend(false);
      expect((await signIn()).to).toBe('/');
    });
  });
});
