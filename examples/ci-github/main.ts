import { synthesize } from './synthesize';

/** GitHub sets them in every workflow. */
function required(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`Set ${name}: see README.md.`);
  return value;
}

synthesize({
  repositoryId: required('GITHUB_REPOSITORY_ID'),
  repositoryOwnerId: required('GITHUB_REPOSITORY_OWNER_ID'),
  serverUrl: process.env.GITHUB_SERVER_URL,
  stateAddress: process.env.TF_HTTP_ADDRESS,
});
