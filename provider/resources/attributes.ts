import { matching, string } from '../framework';

// What the API refuses in a name for people: control characters and bidirectional overrides.
const ONE_LINE =
  /^(?!\s)[^\p{Cc}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069\u2028\u2029]{1,200}(?<!\s)$/u;

export const displayName = (description: string) =>
  string.required({
    description,
    validators: [
      matching(
        ONE_LINE,
        'a line of 1 to 200 characters, without control characters and without spaces around it',
      ),
    ],
  });

export const freeText = (description: string) => string.optional({ description });

export const id = (description: string) => string.computed({ description, identity: true });

export const createdAt = string.computed({ description: 'When it was created, RFC 3339 in UTC.' });

export const createdBy = string.computed({
  description: 'The ID of the member or service account that created it.',
});

/** For the attribute `timeouts`: what Keyplane asks to wait for is waited for within these. */
export const timeouts = { create: '5m', read: '5m', update: '5m', delete: '5m' };
