import { refusalsIn } from './refusals';

const STDERR = `
╷
│ Error: An interrupted run created the same object: sak_01abc
│ 
│   with keyplane_service_account_key.key_0[1],
│   on main.tf line 20, in resource "keyplane_service_account_key" "key_0":
│   20: resource "keyplane_service_account_key" "key_0" {
│ 
│ Another service account key with the same settings, sak_01abc, was created …
╵
╷
│ Error: Key limit reached
│ 
│   with keyplane_service_account_key.key_1,
╵
`;

describe('refused creates', () => {
  it('are read from what terraform prints, with the address and the ID', () => {
    expect(refusalsIn(STDERR)).toEqual([
      { address: 'keyplane_service_account_key.key_0[1]', id: 'sak_01abc' },
    ]);
  });
});
