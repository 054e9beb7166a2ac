import { FAILURE_CODES, type FailureCode } from '../../api/domain/failure';
import { PROBLEMS } from '../../api/http/problem';
import { PROBLEM_EXPLANATIONS } from '../../api/http/problem-explanations';
import { withFrontMatter } from './front-matter';
import { table } from './markdown';
import type { SitePage } from './site-page';

/** The operations that can answer with a code, such as "Create a role" → its anchor. */
export type OperationsOf = (code: FailureCode) => readonly { summary: string; link: string }[];

/** One page for each code, to which the `type` of a problem leads, and the list of them. */
export function errorPages(operationsOf: OperationsOf): SitePage[] {
  return [indexPage(), ...FAILURE_CODES.map((code) => errorPage(code, operationsOf(code)))];
}

function indexPage(): SitePage {
  const row = (code: FailureCode) => {
    const { status, title } = PROBLEMS[code];
    return [`[\`${code}\`](${code}.md)`, String(status), title, RETRY[retryOf(code)]];
  };
  const body = `# Errors

Each refusal is a problem document of RFC 9457, with the media type \`application/problem+json\`. Its \`code\` never changes, so programs decide by
\`code\`. \`title\` and \`detail\` are for people and may change. \`type\` is the URL of the page that explains the problem.

\`\`\`json
{
  "type": "https://keys.example.com/docs/errors/role_in_use",
  "title": "The role is in use",
  "status": 409,
  "code": "role_in_use",
  "detail": "2 service accounts have the role \\"deployer\\". Remove the role from them first.",
  "retryable": false,
  "errors": [],
  "request_id": "4f1c2d7e9a0b4c3d8e5f6a7b8c9d0e1f"
}
\`\`\`

- \`errors\` names each wrong field: \`pointer\` is its place, \`code\` and \`message\` say what is wrong.
- \`retryable\` says whether the same request may succeed later although nothing else changes. The header \`Retry-After\`
  then says when.
- \`resource_id\` is the existing object that prevents the request, if there is one.
- \`request_id\` identifies the request in the log of the server.

${table(['code', 'status', 'title', 'same request again'], FAILURE_CODES.map(row))}
`;
  return { path: 'errors/index.md', text: withFrontMatter({ title: 'Errors' }, body) };
}

function errorPage(code: FailureCode, operations: ReturnType<OperationsOf>): SitePage {
  const { status, title } = PROBLEMS[code];
  const { cause, cure } = PROBLEM_EXPLANATIONS[code];
  const parts = [
    `# ${title}`,
    table(
      ['code', 'status', 'same request again'],
      [[`\`${code}\``, String(status), RETRY[retryOf(code)]]],
    ),
    '## Cause',
    cause,
    '## What to do',
    cure,
    ...(operations.length === 0 ? [] : ['## Where it occurs', whereOf(operations)]),
    'All errors are in the [list of errors](index.md).',
  ];
  const matter = { title: code, description: `${title}: cause and cure of the error ${code}.` };
  return { path: `errors/${code}.md`, text: withFrontMatter(matter, `${parts.join('\n\n')}\n`) };
}

/**
 * Some codes can occur in nearly every operation. A list of so many operations would help nobody.
 */
const MOST_OPERATIONS = 25;

function whereOf(operations: ReturnType<OperationsOf>): string {
  if (operations.length > MOST_OPERATIONS) return `${operations.length} operations of the API.`;
  return operations.map(({ summary, link }) => `- [${summary}](${link})`).join('\n');
}

const RETRY = {
  never: 'is refused again until something else has changed',
  sometimes: 'may succeed after the time in `Retry-After`, if there is one',
  later: 'may succeed after the time in `Retry-After`',
} as const;

function retryOf(code: FailureCode): keyof typeof RETRY {
  if (code === 'rate_limited') return 'later';
  const { retryAfterSeconds } = PROBLEMS[code];
  if (retryAfterSeconds === undefined) return 'never';
  return retryAfterSeconds === 'varies' ? 'sometimes' : 'later';
}
