import { hostAndPath } from './without-credentials';

type Environment = NodeJS.ProcessEnv;

/** The variables in which a CI system names the address of the repository that it checked out. */
const ADDRESS_VARIABLES = [
  'BUILD_REPOSITORY_URI', // Azure Pipelines
  'CIRCLE_REPOSITORY_URL',
  'BUILDKITE_REPO',
  'CODEBUILD_SOURCE_REPO_URL',
  'DRONE_GIT_HTTP_URL',
  'CI_REPO_URL', // Woodpecker
  'SEMAPHORE_GIT_URL',
  'GIT_REPOSITORY_URL', // Bitrise
  'GIT_URL', // Jenkins
];

/**
 * The repository that a well-known CI system checked out. Runners check out different repositories
 * at one path, so a path alone does not distinguish two states.
 */
export function repositoryOf(environment: Environment): string | undefined {
  const address = ADDRESS_VARIABLES.map((name) => environment[name]).find(Boolean);
  return (
    hosted(environment.GITHUB_SERVER_URL, 'github.com', environment.GITHUB_REPOSITORY) ??
    hosted(environment.CI_SERVER_HOST, 'gitlab.com', environment.CI_PROJECT_PATH) ??
    hosted(undefined, 'bitbucket.org', environment.BITBUCKET_REPO_FULL_NAME) ??
    hosted(undefined, 'travis-ci', environment.TRAVIS_REPO_SLUG) ??
    hosted(undefined, 'appveyor', environment.APPVEYOR_REPO_NAME) ??
    hosted(undefined, 'spacelift.io', environment.SPACELIFT_STACK_ID) ??
    cloneAddress(address)
  );
}

function hosted(server: string | undefined, usual: string, name: string | undefined) {
  if (!name) return undefined;
  return `${hostAndPath(server || undefined) ?? usual}/${name}`;
}

/** The HTTPS and the SSH address of one repository mean the same. */
function cloneAddress(address: string | undefined): string | undefined {
  const scp = address && /^(?:[^@/:]+@)?([^@/:]+):(?!\/\/)(.+)$/.exec(address);
  const url = scp ? `ssh://${scp[1]}/${scp[2]}` : address;
  return hostAndPath(url)?.replace(/\.git$/, '');
}
