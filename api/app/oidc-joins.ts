import type { OidcSettings } from '../sessions/openid-client';
import { PREFIX } from './environment-schema';
import { InvalidConfigError } from './invalid-config-error';

/**
 * @param texts domains with the ID of a team: `example.com=team_01k9`
 * @param allowed the domains whose people may sign in; if absent, all
 * @throws InvalidConfigError if a domain is given twice, or may not sign in
 */
export function joinsOf(
  texts: readonly string[] = [],
  allowed?: readonly string[],
): OidcSettings['joins'] {
  const joins = texts.map((text) => {
    const [domain = '', teamId = ''] = text.toLowerCase().split('=');
    return { domain, teamId };
  });
  const domains = joins.map(({ domain }) => domain);
  const repeated = domains.filter((domain, at) => domains.indexOf(domain) !== at);
  const refused = domains.filter(
    (domain) => allowed?.every((other) => other.toLowerCase() !== domain) === true,
  );
  const problems = [
    ...repeated.map(
      (domain) => `${PREFIX}OIDC_JOIN has ${domain} twice. People join one team by their domain.`,
    ),
    ...refused.map(
      (domain) =>
        `${PREFIX}OIDC_JOIN has ${domain}, whose people may not sign in. Add it to ` +
        `${PREFIX}OIDC_EMAIL_DOMAINS.`,
    ),
  ];
  if (problems.length > 0) throw new InvalidConfigError(problems);
  return joins;
}
