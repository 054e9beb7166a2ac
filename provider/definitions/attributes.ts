import { matching, string } from '../terraform-plugin';

/** The API removes spaces around a name, so Terraform would read back a name that differs from what it sent. */
export const withoutSpacesAround = {
  ...matching(/^\S(?:.*\S)?$/su, 'a line of 1 to 200 characters, without spaces around it'),
  // The documentation shows the API's rule next to it, which has the length.
  description: 'without spaces around it',
};

/**
 * The API composes accents (Unicode NFC) and ends lines with a line feed. Neither counts as a
 * change.
 */
export function sameText(a: string, b: string): boolean {
  return asKept(a) === asKept(b);
}

const asKept = (text: string) => text.replace(/\r\n?/g, '\n').normalize('NFC');

export const displayName = (description: string) =>
  string.required({
    description,
    validators: [withoutSpacesAround],
    semanticallyEqual: sameText,
  });

export const freeText = (description: string) =>
  string.optional({ description, semanticallyEqual: sameText });

export const id = (description: string) => string.computed({ description, identity: true });

export const createdAt = string.computed({
  description: 'When the object was created, as an RFC 3339 time in UTC.',
});

export const createdBy = string.computed({
  description: 'The ID of the member or service account that created the object.',
});

/**
 * The defaults of the attribute `timeouts`. If Keyplane asks the provider to wait, it waits no
 * longer than these.
 */
export const timeouts = { create: '5m', read: '5m', update: '5m', delete: '5m' };
