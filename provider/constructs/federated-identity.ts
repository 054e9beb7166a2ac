import { Token } from 'cdktf';
import { Construct, type IConstruct } from 'constructs';
import {
  checked,
  checkedProps,
  checkKinds,
  FLAG,
  has,
  isText,
  placed,
  TEXT,
  TEXTS_BY_NAME,
} from './checked-props';
import { FederatedIdentity as FederatedIdentityResource } from './generated/federated-identity';
import { protection, PROTECTION_NAMES, type ProtectionOptions } from './protection';
import { PROVIDER_NAMES, providerFor, type ProviderOption } from './provider-option';
import { checkedOptions, checkPropNames, type PropNames } from './check-prop-names';
import { displayName } from './text';

const GITHUB = 'https://token.actions.githubusercontent.com';

export interface TrustOptions extends ProtectionOptions, ProviderOption {
  /** Absent: the construct's id. */
  readonly name?: string;
  /** As its tokens name it in `iss`, on https. */
  readonly issuer: string;
  /** What its tokens name in `aud`. Absent: the URL of this Keyplane. */
  readonly audience?: string;
  /** What they name in `sub`; `*` crosses neither `/` nor `:`. Absent: the claims decide alone. */
  readonly subjectPattern?: string;
  /** Further claims and their exact values. Absent: none. */
  readonly claims?: Readonly<Record<string, string>>;
  /** Whether tokens of pull requests are trusted, which anybody may open. Absent: they are not. */
  readonly allowPullRequests?: boolean;
  /** Whether each token works once only. Absent: until it expires. */
  readonly replayProtection?: boolean;
  /** Absent: it is. */
  readonly enabled?: boolean;
}

export interface GithubActionsOptions extends Pick<
  TrustOptions,
  | 'name'
  | 'audience'
  | 'allowPullRequests'
  | 'replayProtection'
  | 'enabled'
  | keyof ProtectionOptions
  | keyof ProviderOption
> {
  /** Absent: `github-actions`. */
  readonly id?: string;
  /** The number of the repository, from `GET /repos/{owner}/{repo}`: its name can change hands. */
  readonly repositoryId: string | number;
  /** The number of its owner, from the same answer. */
  readonly repositoryOwnerId: string | number;
  /** Such as `refs/heads/main`. Absent: any branch and tag. */
  readonly ref?: string;
  /** The environment that the job names. Absent: any, or none. */
  readonly environment?: string;
  /** Of an enterprise with an issuer of its own. Absent: github.com's. */
  readonly issuer?: string;
}

export interface FederatedIdentityProps extends TrustOptions {
  readonly serviceAccount: { readonly serviceAccountId: string };
}

const NAMES: PropNames<FederatedIdentityProps> = {
  serviceAccount: true,
  name: true,
  issuer: true,
  audience: true,
  subjectPattern: true,
  claims: true,
  allowPullRequests: true,
  replayProtection: true,
  enabled: true,
  ...PROTECTION_NAMES,
  ...PROVIDER_NAMES,
};

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

/** Lets the holder of a matching token of an outside issuer act for a service account, without a key. */
export class FederatedIdentity extends Construct {
  readonly resource: FederatedIdentityResource;

  constructor(scope: Construct, id: string, props: FederatedIdentityProps) {
    super(...placed('FederatedIdentity', scope, id));
    const { serviceAccount, name, claims, provider: given, ...trust } = checkedProps(this, props);
    checkPropNames(this, FederatedIdentity, props, NAMES);
    const { serviceAccountId } = checked(
      this,
      'serviceAccount',
      serviceAccount,
      'a ServiceAccount',
      has('serviceAccountId'),
    );
    checked(
      this,
      'issuer',
      trust.issuer,
      'the URL of an issuer, such as "https://ci.example.com"',
      isText,
    );
    checkKinds(this, props, {
      audience: TEXT,
      subjectPattern: TEXT,
      claims: TEXTS_BY_NAME,
      allowPullRequests: FLAG,
      replayProtection: FLAG,
      enabled: FLAG,
    });
    const provider = providerFor(this, given, serviceAccount);
    this.resource = new FederatedIdentityResource(this, 'Resource', {
      ...trust,
      ...protection(this, props),
      ...(claims !== undefined && { claims: { ...claims } }),
      name: displayName(this, name),
      serviceAccountId,
      provider,
    });
  }

  get federatedIdentityId(): string {
    return this.resource.id;
  }
}

/** @throws where a repository is named, or a branch is no ref */
export function githubTrust(scope: IConstruct, options: GithubActionsOptions): TrustOptions {
  const known = checkedOptions(scope, options, GITHUB_NAMES);
  const { id: _id, repositoryId, repositoryOwnerId, ref, environment, ...trust } = known;
  checkKinds(scope, options, { id: TEXT, ref: TEXT, environment: TEXT, issuer: TEXT });
  if (ref !== undefined && !Token.isUnresolved(ref) && !ref.startsWith('refs/')) {
    throw new Error(
      `${scope.node.path}: the ref ${JSON.stringify(ref)} is to be written out, such as ` +
        '"refs/heads/main".',
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
    `${scope.node.path}: the ${what} ${JSON.stringify(id)} is to be a number: names can be given up ` +
      'and taken by others. `gh api repos/<owner>/<repository>` says it.',
  );
}
