import { pointerFault } from '../../../api/lib/json-pointer';

const BODY = { name: 'x', role_ids: ['a'], rotation: null, services: [{ wallet_id: 'w' }] };

test.each(['', '/name', '/missing', '/missing/0', '/role_ids/0', '/role_ids/7', '/rotation/every'])(
  '%j leads to a place that may be filled',
  (pointer) => expect(pointerFault(pointer, BODY)).toBeUndefined(),
);

test.each([
  ['name', /"name" is not a JSON pointer to a field .*Begin it with "\/"/],
  ['/a~2', /Write "~0" for "~"/],
  ['/a~', /Write "~0" for "~"/],
  ['/name/first', /"\/name\/first" points to nothing, because "\/name" of the body has no fields/],
  ['/role_ids/x', /"\/role_ids" of the body is a list\. Give the number of an element/],
  ['/role_ids/01', /is a list/],
  ['/services/0/wallet_id/x', /"\/services\/0\/wallet_id" of the body has no fields/],
])('%j is refused with its reason', (pointer, text) => {
  expect(pointerFault(pointer, BODY)).toMatch(text);
});
