import { generateKeyPairSync } from 'node:crypto';
import { tlsFaultOf } from '../../../api/front-door/tls-pair';
import { Concealed } from '../../../api/lib/concealed';
import { createTestAuthority } from '../../support/test-authority';

const authority = createTestAuthority();
const { certificate, privateKey } = authority.issue('localhost');
const other = authority.issue('localhost');

const faultOf = (pem: string, key: string) =>
  tlsFaultOf({ certificate: pem, key: new Concealed(key) });

const encrypted = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({
  type: 'pkcs8',
  format: 'pem',
  cipher: 'aes-256-cbc',
  passphrase: 'hush',
}) as string;

test('a certificate with its key is a pair, with the certificates of authorities after it', () => {
  expect(faultOf(certificate, privateKey)).toBeUndefined();
  expect(faultOf(`${certificate}\n${authority.certificate}`, privateKey)).toBeUndefined();
});

test.each([
  ['no certificate', 'hello', privateKey, 'certificate', /^contains no certificate in PEM format/],
  ['the key in place of it', privateKey, privateKey, 'certificate', /swapped/],
  [
    'a damaged certificate',
    certificate.replace(/\n[^-]{8}/, '\nAAAAAAAA'),
    privateKey,
    'certificate',
    /^contains a damaged certificate/,
  ],
  [
    'the authority first',
    `${authority.certificate}\n${certificate}`,
    privateKey,
    'certificate',
    /Put the certificate of the server first/,
  ],
  ['no key', certificate, 'hello', 'key', /^contains no private key in PEM format/],
  ['the certificate in place of the key', certificate, certificate, 'key', /swapped/],
  ['an encrypted key', certificate, encrypted, 'key', /^is encrypted with a passphrase/],
  [
    'a damaged key',
    certificate,
    privateKey.replace(/\n[^-]{8}/, '\nAAAAAAAA'),
    'key',
    /^contains a private key that is damaged/,
  ],
  ['another key', certificate, other.privateKey, 'key', /^contains the private key of another/],
])('%s is a fault that names the file', (_title, pem, key, file, message) => {
  const fault = faultOf(pem, key);
  expect(fault).toEqual({ file, message: expect.stringMatching(message) });
  expect(fault?.message).not.toMatch(/error:|ERR_|hush/);
});
