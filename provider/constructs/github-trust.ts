import { Token } from 'cdktf';
import type { IConstruct } from 'constructs';
import { checked, checkKinds, TEXT } from './checked-props';
import { checkedOptions, type PropNames } from './check-prop-names';
import type { GithubActionsOptions, TrustOptions } from './federated-identity';
import { PROTECTION_NAMES } from './protection';
import { PROVIDER_NAMES } from './provider-option';

const GITHUB = 'https://token.actions.githubusercontent.com';

const GITHUB_NAMES: PropNames<GithubActionsOptions> = {
  id: true,
  name: true,
  repositoryId: true,
  repositoryOwnerId: true,
  ref: true,
  environment: true,
  issuer: true,
  audience: true,
  allowPullRequests: true,
  replayProtection: true,
  enabled: true,
  ...PROTECTION_NAMES,
  ...PROVIDER_NAMES,
};

/**
 * The trust in the tokens of one GitHub repository.
 *
 * @throws Error if the repository or its owner is given by name, or `ref` is not a full ref
 */
export function githubTrust(scope: IConstruct, options: GithubActionsOptions): TrustOptions {
  const known = checkedOptions(scope, options, GITHUB_NAMES);
  const { id: _id, repositoryId, repositoryOwnerId, ref, environment, ...trust } = known;
  checkKinds(scope, options, { id: TEXT, ref: TEXT, environment: TEXT, issuer: TEXT });
  if (ref !== undefined && !Token.isUnresolved(ref) && !ref.startsWith('refs/')) {
    throw new Error(
      `${scope.node.path}: the ref ${JSON.stringify(ref)} must be a full ref, such as "refs/heads/main".`,
    );
  }
  return {
    issuer: GITHUB,
    ...trust,
    claims: {
      repository_id: numberOf(scope, 'repositoryId', repositoryId),
      repository_owner_id: numberOf(scope, 'repositoryOwnerId', repositoryOwnerId),
      ...(ref !== undefined && { ref }),
      ...(environment !== undefined && { environment }),
    },
  };
}

const NUMBER = 'a number, or a text of digits, from `GET /repos/{owner}/{repo}` of GitHub';

/** As the claim has it: a text of digits. */
function numberOf(scope: IConstruct, what: string, id: string | number): string {
  if (Token.isUnresolved(id)) return Token.asString(id);
  checked(scope, what, id, NUMBER, (value) => ['string', 'number'].includes(typeof value));
  if (/^\d+$/.test(String(id))) return String(id);
  throw new Error(
    `${scope.node.path}: the ${what} ${JSON.stringify(id)} must be a number, because another owner can take over a name that ` +
      'was given up. Run `gh api repos/<owner>/<repository>` to see it.',
  );
}
