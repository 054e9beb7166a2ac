import { VERSION } from '../app/version';
import { holdsToken, maskSecrets } from '../domain/mask-secrets';
import { CommandFailure, EXIT_CODE } from './exit-code';
import type { Terminal } from './terminal';

const TIMEOUT_MS = 30_000;
/** Many times a page of the longest list. */
const MAX_MEBIBYTES = 32;

/** Asks the Keyplane server that the environment names. @throws CommandFailure */
export type AskApi = (path: string, headers?: Readonly<Record<string, string>>) => Promise<unknown>;

/** @throws CommandFailure if the environment names no server or no credentials */
export function createAskApi({ environment }: Pick<Terminal, 'environment'>): AskApi {
  const endpoint = endpointOf(required(environment, 'KEYPLANE_ENDPOINT'));
  const clientId = required(environment, 'KEYPLANE_CLIENT_ID');
  const secret = required(environment, 'KEYPLANE_CLIENT_SECRET');
  refuseMisplaced(clientId, secret);
  const authorization = `Basic ${Buffer.from(`${clientId}:${secret}`).toString('base64')}`;

  return async (path, headers = {}) => {
    const { status, text } = await fetch(new URL(path, endpoint), {
      headers: { ...headers, authorization, 'user-agent': `keyplane/${VERSION}` },
      // The credentials are not sent to another server that this one redirects to.
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
      .then(async (response) => ({ status: response.status, text: await textOf(response) }))
      .catch((cause: unknown) => {
        throw cause instanceof AnswerTooLong
          ? tooLong(endpoint, cause)
          : unreachable(endpoint, cause);
      });
    if (status === 200) return parsed(text, endpoint);
    throw refused(status, text, endpoint);
  };
}

function required(environment: Terminal['environment'], name: string): string {
  const value = environment[name]?.trim();
  if (value !== undefined && value !== '') return value;
  throw new CommandFailure(
    EXIT_CODE.config,
    `${name} is not set. Set KEYPLANE_ENDPOINT to the URL of the server, such as ` +
      'https://keyplane.example.com, and KEYPLANE_CLIENT_ID and KEYPLANE_CLIENT_SECRET to a key of ' +
      'your team.',
  );
}

/** What is no secret may be printed, so a secret must not stand there. */
function refuseMisplaced(clientId: string, secret: string): void {
  const isSwapped = secret.startsWith('kpi_');
  if (/^kp[ast]_/.test(clientId) || holdsToken(clientId)) {
    const remedy = isSwapped
      ? 'KEYPLANE_CLIENT_SECRET holds a client ID, so the two seem to be swapped: exchange them.'
      : 'Set it to the client ID of the key, which begins with "kpi_".';
    throw new CommandFailure(EXIT_CODE.config, `KEYPLANE_CLIENT_ID holds a secret. ${remedy}`);
  }
  if (isSwapped) {
    throw new CommandFailure(
      EXIT_CODE.config,
      'KEYPLANE_CLIENT_SECRET holds a client ID. Set it to the secret of the key, which begins with ' +
        '"kpa_" or "kps_".',
    );
  }
}

function endpointOf(value: string): URL {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url !== undefined && /^https?:$/.test(url.protocol)) {
    if (!url.pathname.endsWith('/')) url.pathname += '/';
    return url;
  }
  throw new CommandFailure(
    EXIT_CODE.config,
    'KEYPLANE_ENDPOINT must be a URL that starts with https:// or http://, such as ' +
      'https://keyplane.example.com.',
  );
}

class AnswerTooLong extends Error {}

async function textOf({ body }: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  // Leaving the loop closes the connection.
  for await (const chunk of body ?? []) {
    size += chunk.length;
    if (size > MAX_MEBIBYTES * 1024 * 1024) throw new AnswerTooLong();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function tooLong({ origin }: URL, cause: Error): CommandFailure {
  return new CommandFailure(
    EXIT_CODE.failure,
    `The answer of ${origin} is longer than ${MAX_MEBIBYTES} MiB, so it does not come from Keyplane. ` +
      'Check KEYPLANE_ENDPOINT.',
    { cause },
  );
}

function unreachable({ origin }: URL, error: unknown): CommandFailure {
  // fetch wraps what failed below it.
  const code = (error as { cause?: { code?: unknown } }).cause?.code;
  const why = typeof code === 'string' ? ` (${code})` : '';
  return new CommandFailure(
    EXIT_CODE.unavailable,
    `The server at ${origin} cannot be reached${why}. Check KEYPLANE_ENDPOINT and whether the ` +
      'server is running.',
    { cause: error },
  );
}

function parsed(text: string, { origin }: URL): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new CommandFailure(
      EXIT_CODE.failure,
      `What answers at ${origin} is not Keyplane. Check KEYPLANE_ENDPOINT.`,
      { cause },
    );
  }
}

function refused(status: number, text: string, { origin }: URL): CommandFailure {
  if (status === 401) {
    return new CommandFailure(
      EXIT_CODE.config,
      `The server at ${origin} does not accept these credentials. Check KEYPLANE_CLIENT_ID and ` +
        'KEYPLANE_CLIENT_SECRET: the key may be disabled, expired or revoked.',
    );
  }
  if (status === 404) {
    return new CommandFailure(
      EXIT_CODE.config,
      `The server at ${origin} has nothing at this path. KEYPLANE_ENDPOINT must be the URL of the server ` +
        'without the path of the API, such as https://keyplane.example.com.',
    );
  }
  const detail = detailOf(text);
  return new CommandFailure(
    status >= 500 ? EXIT_CODE.unavailable : EXIT_CODE.failure,
    detail === undefined
      ? `The server at ${origin} answered with status ${status}. Check KEYPLANE_ENDPOINT.`
      : `The server refused the request: ${detail}`,
  );
}

function detailOf(text: string): string | undefined {
  try {
    const { detail } = JSON.parse(text) as { detail?: unknown };
    return typeof detail === 'string' ? maskSecrets(detail) : undefined;
  } catch {
    return undefined;
  }
}
