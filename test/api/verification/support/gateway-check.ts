import { rawRequest, sendRaw } from '../../http/raw-http';
import type { Credentials } from '../../../support/api';

export interface CheckAnswer {
  readonly status: number;
  /** Headers by lower-case name. If a header is repeated, the last one. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: { readonly code?: string; readonly errors?: readonly { readonly code: string }[] };
  readonly text: string;
}

export interface Check {
  readonly method?: string;
  /** Behind `/v1/forward-auth`. */
  readonly rest?: string;
  readonly headers?: readonly string[];
}

/**
 * Asks like a gateway. It sends raw bytes, so headers can be repeated and any method can be used.
 */
export async function askCheck(url: string, check: Check): Promise<CheckAnswer> {
  const { method = 'GET', rest = '', headers = [] } = check;
  const bytes = rawRequest({
    method,
    target: `/v1/forward-auth${rest}`,
    headers: [...headers, 'connection: close'],
  });
  // The answer to HEAD has a length and no body.
  const [answer] = await sendRaw(Number(new URL(url).port), bytes);
  if (answer === undefined) throw new Error('There was no answer.');
  const { status, head, body } = answer;
  return { status, headers: headersIn(head), body: body === '' ? {} : parsed(body), text: body };
}

function parsed(body: string): CheckAnswer['body'] {
  return JSON.parse(body) as CheckAnswer['body'];
}

function headersIn(head: string): Readonly<Record<string, string>> {
  const lines = head.split('\r\n').slice(1);
  return Object.fromEntries(
    lines
      .map((line) => /^([^:]+): ?(.*)$/.exec(line))
      .flatMap((match) => (match ? [[(match[1] ?? '').toLowerCase(), match[2] ?? '']] : [])),
  );
}

export function gatewayHeader({ clientId, secret }: Credentials): string {
  const pair = Buffer.from(`${clientId}:${secret}`).toString('base64');
  return `Keyplane-Authorization: Basic ${pair}`;
}
