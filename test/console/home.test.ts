import { describeInBrowser } from '../support/browser';
import { DAY } from '../support/manual-clock';
import { barriersOn } from './support/axe';
import { joinTeam } from './support/team';
import { startTestConsole, type TestConsole } from './support/test-console';

let web: TestConsole;

beforeAll(async () => {
  web = await startTestConsole();
});

afterEach(() => expect(web.takeFaults()).toEqual([]));

afterAll(() => web.close());

const owner = () => web.api.as(web.api.team.owner);

describeInBrowser('the Home page', () => {
  it('is the first page, and says if nothing needs attention', async () => {
    const user = await joinTeam(web.api, 'user');
    const page = await web.open('/', { as: user });
    await page.getByRole('heading', { name: 'Home' }).waitFor();
    await page.getByText('No key expires in the next 14 days.').waitFor();
    await page
      .getByText('Every key was used in the last 90 days, or is newer than that.')
      .waitFor();
    await page.getByText('You have read every notification.').waitFor();
    expect(await page.getByText('Failing callers').count()).toBe(0);
    expect(await barriersOn(page)).toEqual([]);
    await page.context().close();
  });

  it('shows expiring and unused keys, callers that fail, and unread notifications', async () => {
    const account = await owner()
      .post('/v1/service-accounts')
      .send({ name: 'Deployer' })
      .expect(201);
    const { id: service_account_id } = account.body as { id: string };
    const create = async (name: string, expires_in: string) => {
      const body = { service_account_id, name, expires_in };
      const { body: key } = await owner().post('/v1/service-account-keys').send(body).expect(201);
      return key as { id: string; client_id: string; secret: string };
    };
    await owner()
      .post('/v1/groups')
      .send({
        name: 'On call',
        member_ids: [web.api.team.owner.memberId],
        topics: ['account_alerts'],
      })
      .expect(201);
    const old = await create('old', '365d');
    await create('ending', '100d');
    web.api.clock.advance(91 * DAY);
    await create('short-lived', '7d');
    await web.api.courier.runOnce();
    const off = await create('switched-off', '365d');
    await owner().patch(`/v1/service-account-keys/${off.id}`).send({ enabled: false }).expect(200);
    await web.api.as({ clientId: off.client_id, secret: off.secret }).get('/v1/roles').expect(401);
    const gone = await create('given-up', '365d');
    await owner().delete(`/v1/service-account-keys/${gone.id}`).expect(204);
    await web.api
      .as({ clientId: gone.client_id, secret: gone.secret })
      .get('/v1/roles')
      .expect(401);

    const page = await web.open('/home');
    const expiring = page.getByRole('region', { name: 'Keys that expire in 14 days' });
    await expiring.getByText('ending, expires in 9 days').waitFor();
    expect(await expiring.getByRole('listitem').count()).toBe(1);
    const unused = page.getByRole('region', { name: 'Keys not used for 90 days' });
    await unused.getByText('old, never used').waitFor();
    expect(await unused.getByText('short-lived').count()).toBe(0);
    const failing = page.getByRole('region', { name: 'Failing callers' });
    await failing.getByText('switched-off (disabled), refused').waitFor();
    await failing.getByText('given-up (revoked), refused').waitFor();
    expect(await page.getByRole('region', { name: /^Secrets older/ }).count()).toBe(0);
    await page.getByRole('link', { name: '1 unread', exact: true }).waitFor();
    expect(await barriersOn(page)).toEqual([]);
    await unused.getByRole('link', { name: 'old' }).click();
    await page.waitForURL(`${web.url}/keys/${old.id}`);
    await page.context().close();
  });

  it('shows the secrets that are older than the policy of the team allows', async () => {
    await owner().post('/v1/team-policies').send({ max_key_lifetime: '60d' }).expect(201);
    const page = await web.open('/home');
    const older = page.getByRole('region', { name: 'Secrets older than 60d' });
    await older.getByText('old, secret created 3 months ago').waitFor();
    await older.getByText('ending, secret created').waitFor();
    expect(await older.getByText('short-lived').count()).toBe(0);
    expect(await barriersOn(page)).toEqual([]);
    await page.context().close();
  });
});
