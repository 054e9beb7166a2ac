import { forbidding, saying } from '../http/object-rules';
import { OWN_CLAIMS, REPOSITORY_IDS } from './trust-rules';

/** The rule of `isGithub` as a pattern for the whole URL. The host may be in upper or lower case. */
const GITHUB_PATTERN =
  `://${anyCase('token.actions.')}(?:${anyCase('githubusercontent.com')}|[^./:]+${anyCase('.ghe.com')})` +
  String.raw`(?::\d*)?(?:/|$)|^[^/]*//[^/]*/_services/token$`;

const BOTH_IDS = {
  required: REPOSITORY_IDS,
  properties: Object.fromEntries(REPOSITORY_IDS.map((name) => [name, {}])),
};
const HAS_BOTH_IDS = { required: ['claims'], properties: { claims: BOTH_IDS } };
const LACKS_AN_ID = { claims: { not: BOTH_IDS } };

const ON_PLAIN_HTTP = saying(
  '`issuer` uses plain http, and the operator does not allow it ' +
    '(`KEYPLANE_FEDERATION_ALLOW_INSECURE`).',
  { issuer: { pattern: '^[Hh][Tt][Tt][Pp]:' } },
);
const GITHUB_WITHOUT_IDS =
  '`issuer` is GitHub, but `claims` lacks `repository_id` or `repository_owner_id`.';
const ANY_SUBJECT =
  '`subject_pattern` is missing, and `claims` lacks `repository_id` or `repository_owner_id`.';

/** The names that no condition may have. */
export const CLAIM_NAMES_TAKEN = { not: { enum: [...OWN_CLAIMS] } };

/** The new identities that `trustFaults` refuses. */
export const CREATE_TRUST_CONFLICTS = forbidding(
  ON_PLAIN_HTTP,
  {
    ...saying(GITHUB_WITHOUT_IDS, { issuer: { pattern: GITHUB_PATTERN } }),
    not: HAS_BOTH_IDS,
  },
  {
    description: ANY_SUBJECT,
    not: {
      anyOf: [
        { required: ['subject_pattern'], properties: { subject_pattern: { type: 'string' } } },
        HAS_BOTH_IDS,
      ],
    },
  },
);

/** The changes that `trustFaults` refuses, as far as the change alone shows it. */
export const UPDATE_TRUST_CONFLICTS = forbidding(
  ON_PLAIN_HTTP,
  saying(GITHUB_WITHOUT_IDS, { issuer: { pattern: GITHUB_PATTERN }, ...LACKS_AN_ID }),
  saying(ANY_SUBJECT, { subject_pattern: { type: 'null' }, ...LACKS_AN_ID }),
);

/** No flag that ignores case exists in every dialect of regular expressions. */
function anyCase(text: string): string {
  return text.replaceAll(/[a-z.]/g, (letter) =>
    letter === '.' ? String.raw`\.` : `[${letter.toUpperCase()}${letter}]`,
  );
}
