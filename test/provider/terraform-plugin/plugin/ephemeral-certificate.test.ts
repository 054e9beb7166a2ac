import { createPublicKey, X509Certificate } from 'node:crypto';
import { createEphemeralCertificate } from '../../../../provider/terraform-plugin/plugin/ephemeral-certificate';

describe('an ephemeral certificate', () => {
  const now = new Date('2030-06-01T12:00:00Z');

  it('is its own authority for localhost', () => {
    const { certificate, privateKey } = createEphemeralCertificate(now);
    const parsed = new X509Certificate(certificate);
    expect(parsed.ca).toBe(true);
    expect(parsed.verify(createPublicKey(privateKey))).toBe(true);
    expect(parsed.checkPrivateKey(privateKey)).toBe(true);
    expect(parsed.checkIssued(parsed)).toBe(true);
    expect(parsed.checkHost('localhost')).toBe('localhost');
    expect(parsed.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1']);
  });

  it('is valid for a year, from shortly before now', () => {
    const parsed = new X509Certificate(createEphemeralCertificate(now).certificate);
    expect(new Date(parsed.validFrom)).toEqual(new Date('2030-06-01T11:55:00Z'));
    expect(new Date(parsed.validTo)).toEqual(new Date('2031-06-01T12:00:00Z'));
  });

  it('writes a year from 2050 on with four digits', () => {
    const { certificate } = createEphemeralCertificate(new Date('2049-12-31T00:00:00Z'));
    expect(new Date(new X509Certificate(certificate).validTo).getUTCFullYear()).toBe(2050);
  });

  it('is different each time, with a valid serial number', () => {
    const serials = Array.from(
      { length: 50 },
      () => new X509Certificate(createEphemeralCertificate().certificate).serialNumber,
    );
    expect(new Set(serials).size).toBe(50);
    for (const serial of serials) expect(serial).not.toContain('-');
  });
});
