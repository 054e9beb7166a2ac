import { Secret } from '../../api/domain/secret';
import { SECRET_LENGTH, secretText, writeSecret } from './secret-sequence';

test('each element is a secret by its grammar and checksum, and no two are equal', () => {
  const texts = Array.from({ length: 5000 }, (_, index) => secretText(index));
  const families = new Set(texts.map((text) => Secret.parse(text)?.family));
  expect([...families]).toEqual(['service_account_key']);
  expect(new Set(texts).size).toBe(texts.length);
});

test('the same index gives the same secret, wherever it is written', () => {
  const buffer = Buffer.alloc(SECRET_LENGTH + 4, '.');
  writeSecret(buffer, 2, 999_999);
  expect(buffer.toString()).toBe(`..${secretText(999_999)}..`);
});
