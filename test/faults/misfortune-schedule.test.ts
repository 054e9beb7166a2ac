import type { Fault, Kill } from './fault';
import { createMisfortuneSchedule, isCreate, isRotation, isWrite } from './misfortune-schedule';

const read = { method: 'GET', path: '/v1/roles/role_1' };
const write = { method: 'POST', path: '/v1/roles' };
const confirmation = { method: 'POST', path: '/v1/creations/confirm' };

const drop: Fault = { kind: 'drop' };
const kill: Kill = { victim: 'provider', moment: 'answered', afterMs: 0, downMs: 0 };

describe('what is due at a request', () => {
  it('is counted among all requests, or among those that change something', () => {
    const schedule = createMisfortuneSchedule({
      faults: [
        { among: 'requests', n: 2, fault: drop },
        { among: 'writes', n: 2, fault: { kind: 'swallow' } },
      ],
      kills: [{ among: 'writes', n: 1, kill }],
    });
    expect(
      [write, read, confirmation, write, write].map((request) => schedule.next(request)),
    ).toEqual([
      { fault: undefined, kills: [kill] },
      { fault: drop, kills: [] },
      { fault: undefined, kills: [] },
      { fault: { kind: 'swallow' }, kills: [] },
      { fault: undefined, kills: [] },
    ]);
  });

  it('does not count reads, confirmations, leases, dry runs, claims and tokens as writes', () => {
    for (const path of ['/v1/runs/renew', '/v1/runs/finish', '/v1/runs/cut-off', '/v1/dry-runs']) {
      expect([path, isWrite({ method: 'POST', path })]).toEqual([path, false]);
      expect([path, isCreate({ method: 'POST', path })]).toEqual([path, false]);
    }
    expect(isWrite({ method: 'POST', path: '/v1/keys/sak_1/claim' })).toBe(false);
    expect(isWrite(read)).toBe(false);
    expect(isWrite(confirmation)).toBe(false);
    expect(isWrite({ method: 'POST', path: '/oauth2/token' })).toBe(false);
    expect(isWrite({ method: 'DELETE', path: '/v1/roles/role_1' })).toBe(true);
    expect(isWrite(write)).toBe(true);
  });

  it('distinguishes creates from rotations and other POST requests', () => {
    const rotation = { method: 'POST', path: '/v1/service-account-keys/sak_1/rotate' };
    expect([write, rotation, confirmation, read].map(isCreate)).toEqual([
      true,
      false,
      false,
      false,
    ]);
    expect([write, rotation, confirmation, read].map(isRotation)).toEqual([
      false,
      true,
      false,
      false,
    ]);
  });
});
