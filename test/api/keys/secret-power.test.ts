import type { KeyFacts } from '../../../api/keys/key';
import { powerOfSecret } from '../../../api/keys/secret-power';

const now = new Date('2026-12-01T12:00:00Z');
const before = new Date('2026-12-01T11:59:59Z');
const after = new Date('2026-12-01T12:00:01Z');

const KEY: KeyFacts = {
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
  createdAt: before,
  used: true,
};

const current = { retiresAt: null, ended: false };

test.each([
  ['a working key', {}, current, { ends: 'key', worked: true }],
  ['a disabled key', { disabledAt: before }, current, { ends: 'key', worked: false }],
  ['a key that expires later', { expiresAt: after }, current, { ends: 'key', worked: true }],
  ['an expired key', { expiresAt: now }, current, { ends: 'nothing', because: 'expired' }],
  ['a revoked key', { revokedAt: before }, current, { ends: 'nothing', because: 'revoked' }],
  ['a working key, while it retires', {}, { retiresAt: after, ended: false }, { ends: 'secret' }],
  [
    'a disabled key, while it retires',
    { disabledAt: now },
    { retiresAt: after, ended: false },
    { ends: 'secret' },
  ],
  [
    'a working key, once retired',
    {},
    { retiresAt: now, ended: false },
    { ends: 'nothing', because: 'secret_retired' },
  ],
  [
    'a working key that has it no more',
    {},
    undefined,
    { ends: 'nothing', because: 'secret_retired' },
  ],
  [
    'a revoked key, while it retires',
    { revokedAt: before },
    { retiresAt: after, ended: false },
    { ends: 'nothing', because: 'revoked' },
  ],
])('a presented secret revokes only what it may revoke: %s', (_name, facts, secret, power) => {
  expect(powerOfSecret({ ...KEY, ...facts }, secret, now)).toEqual(power);
});
