import { newMemory, type Credential } from '../../../api/credentials/credential';
import type { KnownVerification } from '../../../api/verification/verification';
import { verificationToJson } from '../../../api/verification/verification-schemas';

/** Only what an answer shows. */
function verificationOf(name: string, serviceKeyName?: string): KnownVerification {
  const credential = {
    key: { id: 'sak_1', name, family: 'service_account_key', clientId: 'kpi_1', teamId: 'team_1' },
    secret: { masked: 'kps_abcd…wxyz' },
    owner: { kind: 'service_account', id: 'sa_1', name },
    roles: [{ id: 'role_1', name }],
    memory: newMemory(),
  } as unknown as Credential;
  const serviceKey = { id: 'svk_1', name: serviceKeyName, plan: 'free' };
  const call = serviceKeyName === undefined ? null : { code: 'model_not_enabled', serviceKey };
  const verification = { code: 'valid', credential, held: ['a.b', 'c.d'], missing: [], call };
  return verification as unknown as KnownVerification;
}

it.each(['CI pipeline', '报表', '"\\\n', '🔑'])(
  'reads back as it was, with the name %j',
  (name) => {
    const { text } = verificationToJson(verificationOf(name));
    expect(JSON.parse(text)).toMatchObject({
      valid: true,
      key: { name, masked_secret: 'kps_abcd…wxyz' },
      roles: [{ name }],
      permissions: ['a.b', 'c.d'],
      missing_permissions: [],
    });
  },
);

it.each([
  ['its names', verificationOf('报表')],
  ['the name of a service key', verificationOf('报表', '报表')],
  ['an ASCII name of a service key', verificationOf('报表', 'reports')],
])('is called ASCII only if it is, whatever is in %s', (_what, verification) => {
  const { text, isAscii } = verificationToJson(verification);
  if (isAscii) expect(Buffer.byteLength(text)).toBe(text.length);
  expect(isAscii).toBe(verification.call === null);
});
