import { requirementOf } from '../../../api/verification/gateway-requirement';
import type { Failure } from '../../../api/domain/failure';

const NOTHING = { permissions: [], serviceId: null, modelId: null, audience: null };
const of = (rest: string) => requirementOf(`/v1/forward-auth${rest}`);

describe('the requirement of a gateway', () => {
  it.each([
    ['', {}],
    ['?', {}],
    ['?permission=reports.read', { permissions: ['reports.read'] }],
    ['?permission=a.b&permission=c.d', { permissions: ['a.b', 'c.d'] }],
    ['?service_id=write&model_id=small', { serviceId: 'write', modelId: 'small' }],
    ['?service_id=a%2Fb%3Bc', { serviceId: 'a/b;c' }],
    [';permission=reports.read', { permissions: ['reports.read'] }],
    [';permission=a.b;permission=c.d', { permissions: ['a.b', 'c.d'] }],
    [';audience=reports', { audience: 'reports' }],
    [';permission=a.b?permission=c.d', { permissions: ['a.b', 'c.d'] }],
  ])('is read from %j', (rest, requirement) => {
    expect(of(rest)).toEqual({ ...NOTHING, ...requirement });
  });

  it.each([
    [';/', {}],
    [';/orders/42?permission=x&audience=mine&service_id=write', {}],
    [';/;audience=mine/orders', {}],
    [';/../../keys/verify', {}],
    [';//evil?x', {}],
    [';permission=a.b/', { permissions: ['a.b'] }],
    [';permission=a.b/orders;permission=c.d?permission=e.f', { permissions: ['a.b'] }],
  ])('is not changed by the client’s own path and query in %j', (rest, requirement) => {
    expect(of(rest)).toEqual({ ...NOTHING, ...requirement });
  });

  it.each(['/', '/?permission=a.b', '/;permission=a.b', '/orders', '//', '/../forward-auth'])(
    'is refused if a slash hides the parameters: %j',
    (rest) => {
      expect(failureOf(() => of(rest)).errors).toEqual([
        expect.objectContaining({ pointer: '#url', code: 'unexpected_path' }),
      ]);
    },
  );

  it('is refused before it is judged if a client could have written all of it', () => {
    const many = Array.from({ length: 2000 }, (_, number) => `p${number}=x`).join('&');
    expect(failureOf(() => of(`?${many}`)).errors).toEqual([
      expect.objectContaining({ code: 'too_many_parameters' }),
    ]);
  });

  it.each([
    ['?permisson=reports.read', '?permisson'],
    ['?permission=Reports', '?permission'],
    ['?permission=', '?permission'],
    ['?permission=a.b,c.d', '?permission'],
    ['?permission=a.b/orders', '?permission'],
    ['?permission=a.b&permission=X', '?permission.1'],
    [';permission=a.b?permission=X', '?permission'],
    [';permission=X?permission=a.b', ';permission'],
    [';permission=a.b;permission=X?permission=c.d', ';permission.1'],
    [';permisson=reports.read', ';permisson'],
    [';model_id=small', ';service_id'],
    ['?service_id=a&service_id=b', '?service_id'],
    [';service_id=a?service_id=b', '?service_id'],
    ['?service_id=', '?service_id'],
    ['?model_id=small', '?service_id'],
    ['?secret=x', '?secret'],
    ['?__proto__=x', '?__proto__'],
    [';permission=a.b*', ';permission'],
    [';audience=a;audience=b', ';audience'],
  ])('is refused if it does not exist: %j', (rest, pointer) => {
    const refused = failureOf(() => of(rest));
    expect(refused).toMatchObject({ code: 'invalid_request' });
    expect(refused.errors.map((error) => error.pointer)).toEqual([pointer]);
    expect(refused.message).not.toMatch(/Invalid input/);
  });

  it.each([
    '?service_id=a&service_id=b',
    ';service_id=a?service_id=b',
    ';service_id=a;service_id=b',
  ])('is refused if it is given more than once: %j', (rest) => {
    expect(failureOf(() => of(rest)).errors).toMatchObject([
      { code: 'duplicate', message: '`service_id` is given more than once. Send it once.' },
    ]);
  });

  it('cannot be widened by a query, which the clients of some gateways can write', () => {
    expect(failureOf(() => of('?audience=mine')).errors).toMatchObject([{ pointer: '?audience' }]);
    expect(failureOf(() => of(';permission=a.b?audience=mine')).code).toBe('invalid_request');
  });
});

function failureOf(work: () => unknown): Failure {
  try {
    work();
  } catch (error) {
    return error as Failure;
  }
  throw new Error('It was accepted.');
}
