import { createLedger, type Exchange } from './ledger';

const held = (id: string, values: Record<string, unknown> = {}) => ({
  address: `keyplane_role.${id}`,
  type: 'keyplane_role',
  id,
  values,
});
const live = (id: string) => ({ type: 'keyplane_role', id, name: id });
const exchange = (path: string, body: object, status: number, answer: object): Exchange => ({
  request: { method: 'POST', path },
  body: JSON.stringify(body),
  answer: `HTTP/1.1 ${status} X\r\n\r\n${JSON.stringify(answer)}`,
});

describe('what Keyplane must never end by itself', () => {
  it('is what a state has named, and it is reported once', () => {
    const ledger = createLedger();
    ledger.held([held('a'), held('b')]);
    expect(ledger.ended([live('a'), live('b')])).toEqual([]);
    expect(ledger.ended([live('a')])).toEqual(['b']);
    expect(ledger.ended([live('a')])).toEqual([]);
  });

  it('is what a finished run reported as delivered, if Keyplane accepted the notice', () => {
    const ledger = createLedger();
    ledger.answered(exchange('/v1/runs/finish', { ids: ['a'], secret_versions: [1] }, 204, {}));
    ledger.answered(exchange('/v1/runs/finish', { ids: ['b'], secret_versions: [1] }, 409, {}));
    expect([ledger.isRecorded('a'), ledger.isRecorded('b')]).toEqual([true, false]);
    expect(ledger.ended([])).toEqual(['a']);
  });

  it('ends by a DELETE of it or of its owner, or by the harness', () => {
    const ledger = createLedger();
    ledger.held([held('a'), held('k', { service_account_id: 'o' }), held('o'), held('h')]);
    ledger.asked({ method: 'DELETE', path: '/v1/roles/a' });
    ledger.asked({ method: 'DELETE', path: '/v1/service-accounts/o' });
    ledger.asked({ method: 'GET', path: '/v1/roles/h' });
    expect(ledger.ended([live('h')])).toEqual([]);
    ledger.deleted('h');
    expect(ledger.ended([])).toEqual([]);
  });

  it('knows the owner of a key that no state ever named', () => {
    const ledger = createLedger();
    const body = { service_account_id: 'o' };
    ledger.answered(exchange('/v1/service-account-keys', body, 201, { id: 'k' }));
    ledger.answered(exchange('/v1/runs/finish', { ids: ['k'], secret_versions: [1] }, 204, {}));
    ledger.asked({ method: 'DELETE', path: '/v1/service-accounts/o' });
    expect(ledger.ended([])).toEqual([]);
  });

  it('knows the key of every secret', () => {
    const ledger = createLedger();
    const [first, second] = [`kps_${'a'.repeat(49)}`, `kps_${'b'.repeat(49)}`];
    ledger.answered(exchange('/v1/service-account-keys', {}, 201, { id: 'k', secret: first }));
    ledger.answered(exchange('/v1/keys/j/claim', {}, 200, { secret: second }));
    expect([...ledger.secrets]).toEqual([
      [first, 'k'],
      [second, 'j'],
    ]);
  });
});
