import { createTestApi, DATABASES, type TestApi } from '../../support/api';

describe.each(DATABASES)('guesses of invitations on %s', (databaseName) => {
  let api: TestApi;

  beforeAll(async () => {
    api = await createTestApi(databaseName);
  });
  afterAll(() => api.close());

  const accept = (token: string) => api.as().post('/v1/invitations/accept').send({ token });

  it('are throttled, and one that was sent is accepted all the same', async () => {
    const ada = { email: 'ada@example.com', name: 'Ada', team_role: 'user' };
    const { body } = await api.as(api.team.owner).post('/v1/members').send(ada).expect(201);
    const statuses: number[] = [];
    for (let guess = 0; guess < 62; guess += 1) {
      statuses.push((await accept(`inv_${guess}`)).status);
    }
    expect(statuses).toEqual([...Array<number>(60).fill(409), 429, 429]);
    const refused = await accept('inv_more').expect(429);
    expect(refused.body).toMatchObject({ code: 'rate_limited' });
    expect(refused.headers['retry-after']).toMatch(/^\d+$/);
    await accept(body.invitation.token).expect(200);
  });
});
