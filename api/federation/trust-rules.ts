import type { FieldFailure } from '../domain/failure';
import { createAddressPolicy, type FederationSettings } from './address-policy';
import type { Trust } from './federated-identity';
import { urlFault } from './issuer-url';
import { patternFault } from './subject-pattern';

/** Claims that every token has, and that have rules of their own. */
export const OWN_CLAIMS = new Set(['iss', 'aud', 'sub', 'exp', 'nbf', 'iat', 'jti']);
/** Names of owners and repositories can be given up and taken by others. Their IDs cannot. */
export const REPOSITORY_IDS = ['repository_id', 'repository_owner_id'] as const;

/** Everything that makes a trust unsafe, each with its place in the request. */
export function trustFaults(trust: Trust, settings: FederationSettings): FieldFailure[] {
  const { issuer, subjectPattern, claims } = trust;
  const issuerFault = urlFault(issuer, settings, createAddressPolicy(settings));
  const subjectFault = subjectPattern === null ? undefined : patternFault(subjectPattern);
  return [
    ...(issuerFault === undefined ? [] : [{ pointer: '/issuer', ...issuerFault }]),
    ...(subjectFault === undefined ? [] : [{ pointer: '/subject_pattern', ...subjectFault }]),
    ...Object.keys(claims)
      .filter((name) => OWN_CLAIMS.has(name))
      .map((name) => ({
        pointer: `/claims/${name}`,
        code: 'reserved_claim',
        message:
          `${name} cannot be a condition in claims, because every token has it. Use ` +
          'issuer, audience and subject_pattern.',
      })),
    ...repositoryFaults(trust),
  ];
}

function repositoryFaults({ issuer, subjectPattern, claims }: Trust): FieldFailure[] {
  const missing = REPOSITORY_IDS.filter((name) => claims[name] === undefined);
  if (isGithub(issuer)) {
    return missing.map((name) => ({
      pointer: `/claims/${name}`,
      code: 'repository_ids_required',
      message:
        `claims must have ${name} for tokens of GitHub. Somebody else can take over the name of an owner ` +
        'or a repository, but not its ID.',
    }));
  }
  if (subjectPattern !== null || missing.length === 0) return [];
  return [
    {
      pointer: '/subject_pattern',
      code: 'pattern_too_broad',
      message:
        'subject_pattern is missing, so anybody with a token of this issuer would be trusted. Set ' +
        'subject_pattern, or the claims repository_id and repository_owner_id.',
    },
  ];
}

/** GitHub's own issuer, one of an enterprise there, or one of a GitHub Enterprise Server. */
function isGithub(issuer: string): boolean {
  if (!URL.canParse(issuer)) return false;
  const { hostname, pathname } = new URL(issuer);
  return (
    /^token\.actions\.(githubusercontent\.com|[^.]+\.ghe\.com)$/.test(hostname) ||
    pathname === '/_services/token'
  );
}
