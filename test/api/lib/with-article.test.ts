import { readFileSync } from 'node:fs';
import path from 'node:path';
import { withArticle } from '../../../api/lib/with-article';

const ROOT = path.join(__dirname, '../../..');

describe('the indefinite article', () => {
  it('fits the word', () => {
    expect(['update', 'application key', 'role', 'audit event'].map(withArticle)).toEqual([
      'an update',
      'an application key',
      'a role',
      'an audit event',
    ]);
  });

  it.each(['api/openapi.json', 'provider/client/generated/field-rules.json'])(
    'fits every word in %s',
    (file) => {
      const text = readFileSync(path.join(ROOT, file), 'utf8');
      // "one", "user", "unit", "URI" and "URL" are pronounced with a consonant first, so they take "a".
      expect(text.match(/\ba (?!one|once|us|uni|UUID|URI|URL)[aeiou]\w+/gi) ?? []).toEqual([]);
      expect(text.match(/\ban (?!hour|RFC|OIDC|HTTP|HMAC|SPKI|SQL)[^aeiou\W]\w+/gi) ?? []).toEqual(
        [],
      );
    },
  );
});
