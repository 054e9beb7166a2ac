import type { AcceptedTerms } from '../domain/accepted-terms';
import { Failure } from '../domain/failure';
import defaultTerms from './default-terms.json';

/** The risk agreement (S2). To accept it, a request names its version. */
export interface Terms {
  readonly version: string;
  readonly text: string;
}

/** The terms at this moment, because the operator can replace them while the server runs. */
export interface CurrentTerms {
  current(): Terms;
}

export const MAX_TERMS_VERSION = 40;

/** The terms of a server whose operator has no file with terms. */
export const DEFAULT_TERMS: Terms = defaultTerms;

interface Acceptance {
  /** The version that the request accepts. */
  readonly version: string | undefined;
  readonly by: string;
  readonly at: Date;
}

/**
 * The agreement under which a token is created. The agreement of its service key covers a token whose
 * request accepts nothing.
 * @throws Failure `terms_not_accepted` if neither is the current version
 */
export function acceptanceOf(
  { version: current }: Terms,
  { version, by, at }: Acceptance,
  earlier: AcceptedTerms | null = null,
): AcceptedTerms {
  if (version === undefined && earlier?.version === current) return earlier;
  if (version === current) return { version, acceptedAt: at, acceptedBy: by };
  const message = `${reasonOf(current, version, earlier)} Read GET /v1/terms. If you agree, set accept_terms to "${current}".`;
  throw new Failure('terms_not_accepted', message, {
    errors: [{ pointer: '/accept_terms', code: 'terms_not_accepted', message }],
  });
}

function reasonOf(
  current: string,
  version: string | undefined,
  earlier: AcceptedTerms | null,
): string {
  if (version !== undefined) {
    return `accept_terms is not the current version of the risk agreement, which is "${current}".`;
  }
  if (earlier === null) return 'The risk agreement is not accepted.';
  return (
    `The risk agreement has changed: the current version is "${current}", and version ` +
    `"${earlier.version}" was accepted for this service key.`
  );
}
