import { createAddressPolicy, PUBLIC_ISSUERS_ONLY } from '../../../api/federation/address-policy';
import { createIssuerTransport } from '../../../api/federation/issuer-transport';
import { LOOPBACK } from './support/federation-api';
import { startOutsideIssuer, type OutsideIssuer } from './support/outside-issuer';

describe('which addresses an issuer may have', () => {
  const policy = createAddressPolicy(PUBLIC_ISSUERS_ONLY);

  test.each([
    '0.0.0.0',
    '10.1.2.3',
    '100.64.0.1',
    '127.0.0.1',
    '169.254.169.254',
    '172.31.255.255',
    '192.168.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::ffff:127.0.0.1',
    '64:ff9b::a00:1',
    '2002:a00:1::1',
    '2001:db8::1',
    'fd00:ec2::254',
    'fe80::1',
    'ff02::1',
    'localhost',
  ])('%s is never asked', (address) => expect(policy.allows(address)).toBe(false));

  test.each(['8.8.8.8', '172.32.0.1', '2606:4700::1111'])('%s may be asked', (address) =>
    expect(policy.allows(address)).toBe(true),
  );

  test('what the operator allows may be asked, and nothing beside it', () => {
    const own = createAddressPolicy({ ...PUBLIC_ISSUERS_ONLY, allowedRanges: ['10.1.0.0/16'] });
    expect(['10.1.255.1', '10.2.0.1', '127.0.0.1'].map(own.allows)).toEqual([true, false, false]);
  });
});

describe('asking an issuer', () => {
  let outside: OutsideIssuer;

  beforeAll(async () => {
    outside = await startOutsideIssuer(() => new Date());
  });
  afterAll(() => outside.close());

  const transport = (allowedRanges: readonly string[], certificate: string | null) =>
    createIssuerTransport({
      allowInsecure: false,
      allowedRanges,
      certificateAuthorities: certificate,
    });

  test('reaches one whose certificate and addresses are allowed', async () => {
    const allowed = transport(LOOPBACK, outside.certificate);
    expect(await allowed.getJson(`${outside.url}/jwks`)).toHaveProperty('keys');
  });

  test('a name that leads to a private address is refused when it is resolved', async () => {
    const before = outside.reads.jwks;
    const elsewhere = transport(['10.1.0.0/16'], outside.certificate);
    await expect(elsewhere.getJson(`${outside.url}/jwks`)).rejects.toThrow(/not public/);
    expect(outside.reads.jwks).toBe(before);
  });

  test('a certificate of nobody known is refused', async () => {
    await expect(transport(LOOPBACK, null).getJson(outside.url)).rejects.toThrow(/cannot be read/);
  });

  test('plain http is refused', async () => {
    const plain = outside.url.replace('https', 'http');
    await expect(transport(LOOPBACK, null).getJson(plain)).rejects.toThrow(/must be on https/);
  });
});
