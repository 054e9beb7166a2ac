import { createCredentialInspector } from '../../../api/credentials/credential-inspector';
import type { Caller, TeamPrincipal } from '../../../api/domain/principal';
import { Secret } from '../../../api/domain/secret';
import { newMemory, type Credential } from '../../../api/credentials/credential';
import { createNetworkThrottle } from '../../../api/rate-limit/network-throttle';
import { createManualClock } from '../../support/manual-clock';

const clock = createManualClock();
const secret = Secret.generate('service_account_key');
const stranger = Secret.generate('service_account_key').reveal();

function principal(id: string): TeamPrincipal {
  const grant = { permissions: new Set(['keys.verify']), everyServicePermission: false };
  const credential = { kind: 'key', id: `sak_${id}` } as const;
  return { kind: 'service_account', id, name: id, teamId: 'team_1', credential, grant };
}

function caller(id: string, ip = '192.0.2.1'): Caller {
  return { principal: principal(id), requestId: 'request-1', ip, stack: null, run: null };
}

function credential(facts: { disabled: boolean }): Credential {
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
      disabledAt: facts.disabled ? clock.now() : null,
      revokedAt: null,
      createdAt: clock.now(),
      used: false,
    },
    secret: {
      version: 7,
      masked: secret.masked,
      publicJwk: null,
      retiresAt: null,
      ended: false,
      used: false,
    },
    secrets: [],
    owner: { kind: 'service_account', id: 'sa_1', name: 'service', active: true },
    teamSuspended: false,
    memory: newMemory(),
    roles: [],
    principal: principal('sa_1'),
  };
}

function createInspector({ disabled = false }: { disabled?: boolean } = {}) {
  const record = jest.fn();
  const note = jest.fn();
  const inspector = createCredentialInspector({
    credentials: {
      bySecretHash: async (hash) => (hash === secret.hash ? credential({ disabled }) : undefined),
      byClientId: async () => undefined,
      byKeyId: async () => undefined,
    },
    accessTokens: { issuer: 'https://keys.example', check: async () => ({ status: 'unknown' }) },
    usage: { record, flush: async () => {} },
    refusedUses: { note, close: async () => {} },
    clock,
    throttle: createNetworkThrottle({ name: 'unknown', attempts: 3, windowSeconds: 60 }),
  });
  return { inspector, record, note };
}

test('unknown secrets are throttled by caller, while valid ones are answered', async () => {
  const { inspector } = createInspector();
  for (const unknown of [stranger, 'malformed', 'a.b.c']) {
    expect(await inspector.inspect(caller('a'), unknown)).toEqual({ known: false });
  }
  await expect(inspector.inspect(caller('a'), stranger)).rejects.toMatchObject({
    code: 'rate_limited',
    state: { limit: { name: 'unknown' }, remaining: 0 },
  });
  expect(await inspector.inspect(caller('a'), secret.reveal())).toMatchObject({ good: true });
  expect(await inspector.inspect(caller('b'), stranger)).toEqual({ known: false });
  expect(await inspector.inspect(caller('a', '192.0.2.2'), stranger)).toEqual({ known: false });
});

test('inspecting a valid key counts as a use of the key, with the presented secret', async () => {
  const { inspector, record } = createInspector();
  await inspector.inspect(caller('a'), secret.reveal());
  expect(record.mock.calls).toEqual([
    [
      {
        keyId: 'sak_1',
        secretVersion: 7,
        mark: expect.anything(),
        firstUse: true,
        at: clock.now(),
        by: { kind: 'service', id: 'a' },
      },
    ],
  ]);
});

test('inspecting a key that is not valid does not count as a use, and is recorded', async () => {
  const { inspector, record, note } = createInspector({ disabled: true });
  expect(await inspector.inspect(caller('a'), secret.reveal())).toMatchObject({ code: 'disabled' });
  expect(record).not.toHaveBeenCalled();
  expect(note.mock.calls).toEqual([
    [expect.objectContaining({ owner: expect.anything() }), 'disabled', caller('a'), 'a'],
  ]);
});
