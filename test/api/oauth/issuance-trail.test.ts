import { decodeJwt } from 'jose';
import type { LateChange } from '../../../api/domain/audit-trail';
import type { Credential } from '../../../api/credentials/credential';
import { createIssuanceTrail, RECORDED_PER_MINUTE } from '../../../api/oauth/issuance-trail';
import { DATABASES } from '../../support/api';
import { eventually } from '../../support/eventually';
import { createManualClock, MINUTE } from '../../support/manual-clock';
import { createOAuthApi, type OAuthApi } from './support/oauth-api';

const ORIGIN = { requestId: 'request-1', ip: '192.0.2.1' };

function credentialOf(id: string): Credential {
  return { key: { id, teamId: 'team_1' }, secret: null, principal: { id } } as object as Credential;
}

function issuance(number: number) {
  return { jti: `jti-${number}`, audience: 'reports', scope: null, expiresInSeconds: 600 };
}

function createTrail(recordLate: (changes: readonly LateChange[]) => Promise<void>) {
  const clock = createManualClock();
  const onError = jest.fn();
  return { clock, onError, trail: createIssuanceTrail({ audit: { recordLate }, clock, onError }) };
}

const tokensOf = (changes: readonly LateChange[]) =>
  changes.map(({ change }) => (change.after as { tokens?: number }).tokens ?? 1);

test('records some tokens of each key and minute one by one, and only the number of the others', async () => {
  const recorded: LateChange[] = [];
  const { clock, trail } = createTrail(async (changes) => void recorded.push(...changes));
  for (let number = 0; number < 1000; number += 1) {
    trail.note(credentialOf('sak_1'), issuance(number), ORIGIN);
  }
  trail.note(credentialOf('sak_2'), issuance(1000), ORIGIN);
  clock.advance(MINUTE);
  trail.note(credentialOf('sak_1'), issuance(1001), ORIGIN);
  await trail.close();
  const tokens = tokensOf(recorded);
  expect(tokens.reduce((sum, each) => sum + each, 0)).toBe(1002);
  expect(tokens).toHaveLength(RECORDED_PER_MINUTE + 3);
  expect(Math.max(...tokens)).toBe(1000 - RECORDED_PER_MINUTE);
});

test('writes later what could not be written', async () => {
  const recorded: LateChange[] = [];
  const recordLate = jest
    .fn(async (changes: readonly LateChange[]) => void recorded.push(...changes))
    .mockRejectedValueOnce(new Error('no database'));
  const { trail, onError } = createTrail(recordLate);
  trail.note(credentialOf('sak_1'), issuance(1), ORIGIN);
  await trail.close();
  expect([recorded.length, onError.mock.calls.length]).toEqual([0, 1]);
  await trail.close();
  expect(recorded).toHaveLength(1);
});

describe.each(DATABASES)('an access token that was issued, on %s,', (on) => {
  let api: OAuthApi;

  beforeAll(async () => {
    api = await createOAuthApi(on);
  });
  afterAll(() => api.close());

  it('is in the trail of its team, with who, for what and until when', async () => {
    const key = await api.issueKey(['reports.read']);
    const token = await api.accessToken(key, { audience: 'reports', scope: 'reports.read' });
    const { jti } = decodeJwt(token);
    await eventually(async () => {
      const { body } = await api.as(api.team.owner).get(`/v1/audit-events?target_id=${jti}`);
      expect(body.items).toEqual([
        expect.objectContaining({
          action: 'access_token.issued',
          actor: expect.objectContaining({ id: key.accountId, key_id: key.id }),
          after: {
            key_id: key.id,
            secret_version: expect.any(Number),
            audience: 'reports',
            scope: 'reports.read',
            expires_in: 600,
          },
        }),
      ]);
      expect(JSON.stringify(body)).not.toContain(token);
    });
  });
});
