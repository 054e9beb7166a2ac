import { matching, string } from '../framework';

// What the API refuses in texts for people: control characters and bidirectional overrides.
const HIDDEN = String.raw`\p{Cc}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069\u2028\u2029`;
const ONE_LINE = new RegExp(String.raw`^(?!\s)[^${HIDDEN}]{1,200}(?<!\s)$`, 'u');
const FREE_TEXT = new RegExp(String.raw`^([\n\t]|[^${HIDDEN}]){0,2000}$`, 'u');

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

export const freeText = (description: string) =>
  string.optional({
    description,
    validators: [
      matching(
        FREE_TEXT,
        'at most 2000 characters, without control characters other than line breaks and tabs',
      ),
    ],
  });

/** That it is the ID of something else is seen before anything is applied. */
export const idOf = (kind: string, prefix: string) =>
  matching(new RegExp(`^${prefix}_`), `the ID of a ${kind}, which begins with \`${prefix}_\``);

export const id = (description: string) => string.computed({ description, identity: true });

export const createdAt = string.computed({ description: 'When it was created, RFC 3339 in UTC.' });

export const createdBy = string.computed({
  description: 'The ID of the member or service account that created it.',
});

/** For the attribute `timeouts`: what Keyplane asks to wait for is waited for within these. */
export const timeouts = { create: '5m', read: '5m', update: '5m', delete: '5m' };
