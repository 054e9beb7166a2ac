import type { Trust } from './trust-api';

/** What a pipeline needs to act for the credential. Nothing in it is secret. */
export interface Setup {
  /** Where the text belongs. */
  readonly place: string;
  readonly text: string;
}

const GITHUB = /^https:\/\/(token\.actions\.|.*\/_services\/token$)/i;

/** @param keyplane the address of this Keyplane */
export function setupOf(trust: Trust, keyplane: string): Setup {
  const { issuer, subject_pattern, audience, service_account_id: account } = trust;
  const oidcAudience = audience === keyplane ? [] : [['KEYPLANE_OIDC_AUDIENCE', audience]];
  const variables = [
    ['KEYPLANE_ENDPOINT', keyplane],
    ['KEYPLANE_SERVICE_ACCOUNT_ID', account],
  ] as const;
  if (GITHUB.test(issuer)) {
    return {
      place: 'Add this to the workflow.',
      text: [
        'permissions:',
        '  contents: read',
        '  id-token: write',
        'env:',
        ...[...variables, ...oidcAudience].map(([name, value]) => `  ${name}: ${value}`),
      ].join('\n'),
    };
  }
  if (subject_pattern?.startsWith('project_path:') === true) {
    return {
      place: 'Add this to the job in .gitlab-ci.yml.',
      text: [
        'id_tokens:',
        '  KEYPLANE_OIDC_TOKEN:',
        `    aud: ${audience}`,
        'variables:',
        ...variables.map(([name, value]) => `  ${name}: ${value}`),
      ].join('\n'),
    };
  }
  return {
    place: `Set these variables in the pipeline. Its token must have the audience ${audience}.`,
    text: [
      ...variables.map(([name, value]) => `${name}=${value}`),
      'KEYPLANE_OIDC_TOKEN_FILE=<path of the file with the token>',
    ].join('\n'),
  };
}
