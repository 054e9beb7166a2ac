import type { Operation } from './document';
import { mismatch } from './validator';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: string;
}

/** Headers that a client must expect. */
const TOLD_HEADERS = [
  'etag',
  'retry-after',
  'content-disposition',
  'www-authenticate',
  'location',
  'allow',
  'ratelimit',
  'ratelimit-policy',
  'x-request-id',
  'link',
];

/** The differences between an answer and its description in the document. */
export function answerFaults(operation: Operation, answer: Answer): readonly string[] {
  const { status, headers } = answer;
  const response = operation.responses[status];
  if (status >= 500 && status !== 503) return [`answers ${status}: ${answer.body.slice(0, 200)}`];
  if (response === undefined) {
    return [`answers ${status}, which is not documented: ${answer.body.slice(0, 200)}`];
  }
  const untold = TOLD_HEADERS.filter((name) => headers[name] !== undefined).filter(
    (name) => response.headers[name] === undefined,
  );
  const absent = Object.entries(response.headers)
    .filter(([name, header]) => header['required'] === true && headers[name] === undefined)
    .map(([name]) => name);
  return [
    ...untold.map((name) => `answers ${status} with the header ${name}, which is not documented`),
    ...absent.map((name) => `answers ${status} without the header ${name}`),
    ...(status >= 400 && headers['cache-control'] !== 'no-store'
      ? [`answers ${status} so that a cache may keep it`]
      : []),
    ...bodyFaults(response.content, answer),
    ...codeFaults(response.description, answer),
  ].map((fault) => fault.slice(0, 400));
}

function bodyFaults(
  content: Operation['responses'][string]['content'],
  { status, headers, body }: Answer,
): readonly string[] {
  if (content === undefined) return body === '' ? [] : [`answers ${status} with a body`];
  const type = String(headers['content-type'] ?? '').replace(/;.*/, '');
  const schema = content[type]?.schema;
  if (schema === undefined) return [`answers ${status} as ${type}, which is not documented`];
  if (!type.endsWith('json')) return [];
  const fault = mismatch(schema, JSON.parse(body));
  return fault === undefined ? [] : [`answers ${status} with a body that does not fit: ${fault}`];
}

/** The description of a problem's status lists its codes. */
function codeFaults(description: string, { headers, body, status }: Answer): readonly string[] {
  // An answer to HEAD has no body.
  if (body === '') return [];
  if (!String(headers['content-type']).startsWith('application/problem+json')) return [];
  const { code } = JSON.parse(body) as { code: string };
  return description.includes(`\`${code}\``)
    ? []
    : [`answers ${status} ${code}, which is not documented`];
}
