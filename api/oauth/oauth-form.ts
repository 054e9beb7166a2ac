import { cut } from '../http/bounded-text';
import { isSoundForm } from '../http/utf8';
import { OAuthError } from './oauth-error';

/** Only the beginning of a longer parameter name is shown. */
const MOST_NAME_LENGTH = 64;

/** The fields of an `application/x-www-form-urlencoded` body, each at most once. */
export type OAuthForm = ReadonlyMap<string, string>;

/**
 * RFC 6749 §3.2: a field without a value counts as absent, and none may come twice.
 * @throws OAuthError `invalid_request`; `invalid_target` if several resources are named
 */
export function parseOAuthForm(body: string): OAuthForm {
  const form = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(body)) {
    if (value === '') continue;
    if ((name + value).includes('\ufffd') && !isSoundForm(body)) {
      throw new OAuthError('invalid_request', 'The form is not percent-encoded UTF-8.');
    }
    if (form.has(name)) throw repeated(name);
    form.set(name, value);
  }
  return form;
}

function repeated(name: string): OAuthError {
  if (name === 'resource' || name === 'audience') {
    return new OAuthError(
      'invalid_target',
      `${name} is given more than once. An access token is for one service, so give one.`,
    );
  }
  return new OAuthError(
    'invalid_request',
    `The parameter ${cut(name, MOST_NAME_LENGTH)} is given more than once. Send it once.`,
  );
}

/** @throws OAuthError `invalid_request` */
export function requiredField(form: OAuthForm, name: string): string {
  const value = form.get(name);
  if (value === undefined) {
    throw new OAuthError('invalid_request', `${name} is missing. Send it in the form.`);
  }
  return value;
}
