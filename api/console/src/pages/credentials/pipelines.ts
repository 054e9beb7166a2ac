import type { FormErrors } from '@mantine/form';
import { ApiProblem } from '../../api/problem';
import type { TrustBody } from './trust-api';
import { trustBodyOf, trustFaults, type TrustValues } from './trust-values';

export type Pipeline = 'github' | 'gitlab' | 'other';

/** Which runs of a workflow are trusted. */
export type Runs = 'branch' | 'environment' | 'any';

/** What the dialog asks for: the questions of the chosen kind of pipeline, and what all kinds share. */
export type NewTrustValues = TrustValues & {
  readonly pipeline: Pipeline;
  readonly repository_id: string;
  readonly repository_owner_id: string;
  readonly project_path: string;
  readonly project_id: string;
  readonly runs: Runs;
  readonly branch: string;
  readonly environment: string;
};

/** The name and the issuer that each kind proposes. */
export const PROPOSED: Readonly<
  Record<Pipeline, { readonly name: string; readonly issuer: string }>
> = {
  github: { name: 'GitHub Actions', issuer: 'https://token.actions.githubusercontent.com' },
  gitlab: { name: 'GitLab CI', issuer: 'https://gitlab.com' },
  other: { name: '', issuer: '' },
};

export const NEW_TRUST: NewTrustValues = {
  pipeline: 'github',
  ...PROPOSED.github,
  audience: '',
  subject_pattern: '',
  claims: [],
  allow_pull_requests: false,
  replay_protection: false,
  repository_id: '',
  repository_owner_id: '',
  project_path: '',
  project_id: '',
  runs: 'branch',
  branch: 'main',
  environment: '',
};

/** Name and issuer follow the kind of pipeline until somebody has typed others. */
export function withPipeline(values: NewTrustValues, pipeline: Pipeline): NewTrustValues {
  const before = PROPOSED[values.pipeline];
  const now = PROPOSED[pipeline];
  return {
    ...values,
    pipeline,
    name: values.name === before.name ? now.name : values.name,
    issuer: values.issuer === before.issuer ? now.issuer : values.issuer,
    // GitLab has no condition for a job without a branch, and an environment is not part of its subject.
    runs: pipeline === 'github' ? values.runs : 'branch',
  };
}

const HEADS = /^refs\/heads\//;
const branchOf = ({ branch }: NewTrustValues) => branch.trim().replace(HEADS, '');

/** The conditions that the answers amount to. */
function conditionsOf(values: NewTrustValues): Pick<TrustValues, 'subject_pattern' | 'claims'> {
  const { pipeline, runs, subject_pattern, claims } = values;
  const claim = (name: string, value: string) => ({ name, value: value.trim() });
  if (pipeline === 'github') {
    return {
      // IDs, because somebody else can take over a name. The subject consists of names.
      subject_pattern: '',
      claims: [
        claim('repository_id', values.repository_id),
        claim('repository_owner_id', values.repository_owner_id),
        ...(runs === 'branch' ? [claim('ref', `refs/heads/${branchOf(values)}`)] : []),
        ...(runs === 'environment' ? [claim('environment', values.environment)] : []),
      ],
    };
  }
  if (pipeline === 'gitlab') {
    const project = values.project_path.trim();
    return {
      subject_pattern: `project_path:${project}:ref_type:branch:ref:${branchOf(values)}`,
      claims: [claim('project_id', values.project_id)],
    };
  }
  return { subject_pattern, claims };
}

export const newTrustBody = (values: NewTrustValues): TrustBody =>
  trustBodyOf({ ...values, ...conditionsOf(values) });

const digits = (what: string, text: string) =>
  /^\d+$/.test(text.trim())
    ? null
    : `Enter the ${what} ID, which is a number. Somebody else can take over a name, but not its ID.`;

/** What is wrong with the answers to the questions that are shown. */
export function newTrustFaults(values: NewTrustValues): FormErrors {
  const { pipeline, runs } = values;
  const shared = trustFaults(values);
  if (pipeline === 'other') return shared;
  const { name = null, issuer = null, audience = null } = shared;
  const branch = runs === 'branch' ? branchFault(values) : null;
  if (pipeline === 'gitlab') {
    return {
      name,
      issuer,
      audience,
      project_path: /^[\w.-]+(?:\/[\w.-]+)+$/.test(values.project_path.trim())
        ? null
        : 'Enter the path of the project with its group, such as acme/platform.',
      project_id: digits('project', values.project_id),
      branch,
    };
  }
  return {
    name,
    issuer,
    audience,
    repository_id: digits('repository', values.repository_id),
    repository_owner_id: digits('owner', values.repository_owner_id),
    branch,
    environment:
      runs === 'environment' && values.environment.trim() === '' ? 'Enter the environment.' : null,
  };
}

function branchFault(values: NewTrustValues): string | null {
  const branch = branchOf(values);
  if (branch === '') return 'Enter the branch, such as main.';
  const wrong = /[\s:?[\\^~]/.exec(branch)?.[0];
  if (wrong !== undefined) {
    return `The name of a branch cannot contain ${wrong.trim() === '' ? 'spaces' : `“${wrong}”`}.`;
  }
  if (!branch.includes('*')) return null;
  return values.pipeline === 'gitlab'
    ? null
    : 'The branch cannot contain *. Enter one branch, or choose “All runs of the repository”.';
}

/** The questions whose answers became a field of the API. */
const ASKED: Readonly<Record<Pipeline, Readonly<Record<string, keyof NewTrustValues & string>>>> = {
  github: {
    '/claims/repository_id': 'repository_id',
    '/claims/repository_owner_id': 'repository_owner_id',
  },
  gitlab: { '/claims/project_id': 'project_id', '/subject_pattern': 'project_path' },
  other: {},
};

/** Fields that every kind of pipeline shows. */
const SHARED = ['name', 'issuer', 'audience'];

/**
 * A refusal of the API, at the questions that the dialog shows. If it is about something that the dialog does not
 * show, it belongs to no field, so that the dialog shows it as a whole.
 */
export function refusalFor(pipeline: Pipeline, error: unknown): unknown {
  if (!(error instanceof ApiProblem) || pipeline === 'other') return error;
  const { message, code, status, faults } = error;
  const places = faults.map((fault) => ({
    message: fault.message,
    field: ASKED[pipeline][fault.pointer] ?? fault.pointer.split('/')[1] ?? '',
  }));
  const known = [...SHARED, ...Object.values(ASKED[pipeline])];
  const areShown = places.every(({ field }) => known.includes(field));
  const fields = places.map((place) => [place.field, place.message]);
  return new ApiProblem(message, code, status, areShown ? Object.fromEntries(fields) : {}, faults);
}
