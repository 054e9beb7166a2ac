import { judgeToken, newMemory, type Credential } from '../../../api/credentials/credential';

const now = new Date('2026-12-01T12:00:00Z');
const later = new Date('2026-12-01T12:05:00Z');

function credentialWith(secrets: readonly [version: number, retiresAt: Date | null][]): Credential {
  const grant = { permissions: new Set<string>(), everyServicePermission: false };
  const owner = { kind: 'service_account', id: 'sa_1', name: 'service' } as const;
  return {
    key: {
      id: 'sak_1',
      family: 'service_account_key',
      teamId: 'team_1',
      ownerKind: 'service_account',
      ownerId: 'sa_1',
      serviceKeyId: null,
      name: 'key',
      description: null,
      clientId: 'kpi_1',
      expiresAt: null,
      disabledAt: null,
      revokedAt: null,
      createdAt: now,
      used: true,
    },
    secret: null,
    secrets: secrets.map(([version, retiresAt]) => ({
      version,
      retiresAt,
      ended: false,
      masked: null,
      publicJwk: null,
      used: true,
    })),
    owner: { ...owner, active: true },
    teamSuspended: false,
    memory: newMemory(),
    roles: [],
    principal: {
      ...owner,
      teamId: 'team_1',
      credential: { kind: 'key', id: 'sak_1' },
      grant,
    },
  };
}

const ROTATED = credentialWith([
  [3, null],
  [2, now],
]);
const OVERLAPPING = credentialWith([
  [3, null],
  [2, later],
]);

test.each([
  ['its secret is the newest', ROTATED, 3, true],
  ['its secret has retired', ROTATED, 2, false],
  ['its secret is still retiring', OVERLAPPING, 2, true],
  ['its secret is gone', ROTATED, 1, false],
  ['it names none, and its key was never rotated', credentialWith([[3, null]]), null, true],
  ['it names none, and its key was rotated', OVERLAPPING, null, false],
])('a token is judged by the secret that obtained it: %s', (_case, credential, version, good) => {
  expect(judgeToken(credential, version, now).good).toBe(good);
});
