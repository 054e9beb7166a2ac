import {
  ApiError,
  ApiNotKeyplane,
  ApiProblem,
  type ApiProblemBody,
  ApiUnreachable,
  areFederated,
  CredentialUnavailable,
  type KeyplaneClient,
  withoutSecrets,
} from '../client';
import {
  type DiagnosticCollector,
  DiagnosticError,
  type DiagnosticText,
} from '../terraform-plugin';

export interface ExplainContext {
  readonly client: Pick<KeyplaneClient, 'endpoint' | 'credentials'>;
  readonly diagnostics: DiagnosticCollector;
}

/**
 * Runs a handler. If the API refuses, its refusal becomes diagnostics on the attributes that it is
 * about.
 */
export async function explained<T>(
  attributes: readonly string[],
  context: ExplainContext,
  run: () => Promise<T>,
): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const texts = explainApiError(error, attributes, context.client);
    for (const text of texts.slice(0, -1)) context.diagnostics.error(text);
    const last = texts.at(-1);
    throw last === undefined ? error : new DiagnosticError(last, { cause: error });
  }
}

/**
 * At least one text: one for each field that the API refuses. The API may quote the request, and
 * somebody may have given a secret instead of an ID, so secrets are masked.
 */
export function explainApiError(
  error: ApiError,
  attributes: readonly string[],
  client: ExplainContext['client'],
): readonly DiagnosticText[] {
  return explanations(error, attributes, client).map((text) => ({
    ...text,
    summary: withoutSecrets(text.summary),
    detail: withoutSecrets(text.detail),
  }));
}

function explanations(
  error: ApiError,
  attributes: readonly string[],
  client: ExplainContext['client'],
): readonly DiagnosticText[] {
  if (error instanceof ApiProblem) return explainProblem(error.problem, attributes, client);
  const detail = `${error.message}\n\nThe provider's endpoint is ${client.endpoint}.`;
  if (error instanceof ApiNotKeyplane) {
    return [{ summary: 'The endpoint is not a Keyplane API', detail }];
  }
  if (error instanceof CredentialUnavailable) {
    return [{ summary: 'The provider has no credentials', detail: error.message }];
  }
  const summary =
    error instanceof ApiUnreachable ? 'Keyplane cannot be reached' : 'Keyplane did not answer';
  return [{ summary, detail }];
}

function explainProblem(
  problem: ApiProblemBody,
  attributes: readonly string[],
  client: ExplainContext['client'],
): readonly DiagnosticText[] {
  const reference = problem.requestId === undefined ? '' : `, request ID ${problem.requestId}`;
  const trailer = `\n\nKeyplane's answer: ${problem.code}${reference}.`;
  if (problem.code === 'unauthenticated') {
    return [
      {
        summary: "Keyplane refuses the provider's credentials",
        detail: refusedCredentials(problem.detail, client) + trailer,
      },
    ];
  }
  if (problem.code === 'abandoned_creation' && problem.resourceId !== undefined) {
    return [explainAbandoned(problem, problem.resourceId, trailer)];
  }
  if (problem.errors.length === 0) {
    return [{ summary: problem.title, detail: problem.detail + trailer }];
  }
  return problem.errors.map(({ pointer, message }) => {
    const attribute = attributeOf(pointer, attributes);
    return attribute === undefined
      ? { summary: problem.title, detail: `${message} (${pointer || 'the whole'})${trailer}` }
      : { summary: problem.title, detail: message + trailer, attribute };
  });
}

/** The error with the import block that takes the object into the state. */
function explainAbandoned(
  { title, detail }: ApiProblemBody,
  id: string,
  trailer: string,
): DiagnosticText {
  const block = `import {\n  to = <address of this resource>\n  id = "${id}"\n}`;
  return {
    summary: `${title}: ${id}`,
    detail:
      `${detail}\n\nTo import the existing object into this state instead of creating another ` +
      `one:\n\n${block}${trailer}`,
  };
}

function refusedCredentials(why: string, { endpoint, credentials }: ExplainContext['client']) {
  return areFederated(credentials)
    ? `${endpoint} does not accept the token for the service account ${credentials.serviceAccountId}. ` +
        `${why}\n\nCheck its federated identity.`
    : `${endpoint} does not accept the client ID ${credentials.clientId} with its secret. ` +
        `${why}\n\nCheck \`client_id\` and \`client_secret\` in the provider's configuration. ` +
        'KEYPLANE_CLIENT_ID and KEYPLANE_CLIENT_SECRET in the environment count only if the ' +
        'configuration does not set them. The key may also have expired, or have been disabled or ' +
        'revoked.';
}

/**
 * The API and the schema use the same names. Members of a set have no path of their own. A pointer
 * names a place in the body (`/name`) or in the query (`?name`).
 */
function attributeOf(pointer: string, attributes: readonly string[]): string | undefined {
  const [, name] = pointer.split(/[/?]/);
  return name !== undefined && attributes.includes(name) ? name : undefined;
}
