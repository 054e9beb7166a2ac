/**
 * Descriptions of fields that mean the same wherever they occur, for the OpenAPI document. A schema that
 * describes a field itself comes first. A name with dots is for a field of one object only, such as
 * `Charge.state`, and comes before the name alone.
 */
const FIELD_TEXTS: Readonly<Record<string, string>> = {
  // What most objects have.
  id: 'ID of the object. It never changes.',
  name: 'Name, for people.',
  description: 'Description, for people. `null`: there is none.',
  email: 'Email address.',
  enabled: 'Whether it is enabled. Keyplane accepts nothing from what is disabled.',
  created_at: 'When the object was created.',
  created_by: 'ID of the member, service account or operator that created the object.',
  last_used_at: 'When it was last used. `null`: never.',
  items: 'The objects that were found, in order.',
  results: 'The answers, in the order of the request.',
  request_id: 'ID of the request. The log of the server names it, and so does `X-Request-Id`.',

  // IDs of other objects.
  key_id: 'ID of the key.',
  client_id: 'Client ID of the key, which is not secret.',
  team_id: 'ID of the team. `null`: there is none.',
  member_id: 'ID of the member who owns the key.',
  'ClaimMembershipRequest.member_id': 'ID of a member from `unclaimed`.',
  member_ids: 'IDs of the assigned members.',
  role_ids: 'IDs of the roles.',
  service_account_id: 'ID of the service account.',
  service_key_id: 'ID of the service key.',
  service_id: 'ID of the service in the catalog.',
  model_id: 'ID of the model of the service.',
  model_ids: 'IDs of the models that may be called.',
  wallet_id: 'ID of the wallet that pays. `null`: nothing is to be paid.',
  ids: 'IDs of keys, service accounts, roles, service keys or members.',

  // Keys and their secrets.
  'Key.state': 'State of the key. Only an `active` key is accepted.',
  'ServiceKeyToken.state': 'State of the token. Only an `active` token is accepted.',
  masked_secret:
    'Beginning and end of the secret, to tell keys apart. `null` if there is no secret.',
  secret_version: 'Version of this secret or public key.',
  secret_created_at: 'When the newest secret or public key was created.',
  secret_created_by: 'ID of the caller who created the newest secret or public key.',
  retires_at: 'When it stops being valid.',
  claimable_until: 'Until when the secret can be fetched. Then it is erased.',
  expires_at: 'When the key expires: a time, or `never`.',
  'invitation.expires_at': 'When the invitation ends.',
  every: 'Maximum age of a secret. After that, Terraform rotates the key.',
  overlap: 'How long the old secret remains valid after a rotation.',
  early_window: 'How long before the end of `every` Terraform may rotate the key.',
  revocation: 'Who revoked it, when and why. `null`: it is not revoked.',
  revoked_at: 'When it was revoked.',
  revoked_by: 'ID of the caller who revoked it.',
  reason: 'Why it was revoked.',
  'ClaimedSecret.secret': 'The secret in plain text. `null` if it can no longer be fetched.',
  terms: 'Version of the terms that the creator accepted, and when. `null`: none was asked for.',
  'ServiceKeyToken.kind': '`personal`: belongs to a member. `shared`: belongs to an application.',

  // Checks.
  'Verification.valid': 'Whether the key is valid and has all the permissions that you asked for.',
  'Verification.key': 'The key. `null` if it is unknown.',
  'Verification.key.family': 'The kind of key.',
  'Verification.owner': 'The service account, member or service key that owns the key.',
  'owner.kind': 'What the owner is.',
  'Verification.roles': 'The roles of the service account that owns the key.',
  missing_permissions: 'The requested permissions that the key lacks.',
  'reserve.parameters': 'Quantities of the call, by the names that the model declares.',

  // Members, teams, roles.
  team: 'The team.',
  member: 'Who the person is in the team.',
  role: 'Team role of the member.',
  team_role: 'Team role, which decides what the member may do.',
  'Whoami.team_role': 'Team role of the member. `null` if the caller is no member.',
  'Member.status': 'Whether the member has joined: `left` members remain in the audit trail.',
  left_at: 'When the member left the team. `null`: the member has not left.',
  invitation: 'The invitation, with which the person joins.',
  'AcceptInvitationRequest.token': 'The token of the invitation.',
  suspended_at: 'When the operator suspended the team. `null`: it is not suspended.',
  suspended: 'Whether the team is suspended. None of its keys is valid then.',
  max_key_lifetime: 'Longest lifetime of a new key, such as `90d`. `null`: there is no limit.',
  require_expiry: 'Whether each new key must expire.',
  allowed_secret_deliveries: 'How secrets may be delivered from now on. `null`: in every way.',
  'FoundedTeam.owner': 'The first member of the team.',
  'CreateTeamRequest.owner': 'The first member of the team, who becomes its owner.',
  application_key: 'The first application key of the member. Its secret is only in this answer.',
  service_account_count: 'Number of service accounts that have the role.',
  'ServiceAccount.roles': 'The roles with their names.',
  permission: 'Name of the permission.',
  'Permission.description': 'What the permission allows.',
  'Permission.owner': 'Whether owners have it.',
  'Permission.admin': 'Whether admins have it.',
  'Permission.user': 'Whether members with the role `user` have it.',
  'Whoami.kind': 'What the caller is.',
  announced_at: 'When the restore was announced.',

  // Federated identities.
  issuer: 'URL of the issuer, as its tokens name it.',
  'FederatedIdentity.audience': 'Audience that the tokens must have.',
  subject_pattern: 'Pattern that the subject of the tokens must match. `null`: any subject.',
  claims: 'Further claims that the tokens must have, with their values.',
  allow_pull_requests: 'Whether tokens of pull requests are accepted.',
  replay_protection: 'Whether each token is accepted only once.',

  // Service keys, the catalog, money.
  plan: '`free`: the free service key of the team. `paid`: any other.',
  'ServiceKey.state': 'Whether the service key is active or revoked.',
  'ServiceKey.services': 'The services that may be called, and how each is paid for.',
  services: 'The services.',
  shared_token: 'The first shared token, if the request asked for one.',
  billing_policy: 'How calls of the service are paid for.',
  billing_policies: 'How calls of the service can be paid for.',
  models: 'The models of the service.',
  parameters: 'Quantities of a call, on which its price depends.',
  minimum: 'Smallest value.',
  maximum: 'Largest value. `null`: there is no limit.',
  unit: 'What the price is for.',
  currency: 'Currency of the amounts, such as `EUR`.',
  'Charge.state': 'Whether the amount is reserved, or what became of the reservation.',
  reserved_amount: 'The amount that the check reserved.',
  settled_amount: 'The amount that was charged. `null`: the charge is not settled.',
  'WalletEntry.kind': 'What changed the balance.',

  // The audit trail, uses, notifications, creations.
  at: 'When it happened.',
  actor: 'Who did it.',
  'actor.kind': 'What the caller was.',
  'actor.name': 'Name of the caller at that time.',
  action: 'What was done or tried, such as `role.update`.',
  target: 'The object that it was done to.',
  'target.kind': 'What kind of object it is.',
  'target.id': 'ID of the object. `null` if the request created none.',
  ip: 'Address that the request came from.',
  before: 'Values before the change, without secrets. `null`: the object was created.',
  after: 'Values after the change, without secrets. `null`: the object was deleted.',
  'UsageCaller.id': 'ID of the service that asked, or the address.',
  uses: 'How often the caller used the key.',
  subject: 'Subject, as in the mail.',
  text: 'Text, as in the mail.',
  read: 'Whether the notification is read.',
  stack: 'Name of the stack.',
  requests: 'Requests to try. Each is tried on its own.',
  method: 'Method of the request.',
  dry_run: 'Whether nothing was changed, because the request asked only what would happen.',
  service_account: 'The service account.',
  revoked_keys: 'The keys that end with the service account.',

  // OAuth 2.0, sessions, secret scanners.
  grant_type: 'What is exchanged: a key, or the token of an external issuer.',
  subject_token_type: 'Type of `subject_token`.',
  requested_token_type: 'Type of the wanted token. Only access tokens are issued.',
  requested_lifetime_seconds: 'For how long the access token is to be valid, in seconds.',
  access_token: 'The access token, a JWT.',
  token_type: 'How the token is presented.',
  scope: 'Permissions of the token, separated by spaces.',
  token_type_hint: 'Accepted and ignored: Keyplane recognizes what it is.',
  active: 'Whether the token or secret is valid. If it is not, nothing else is said.',
  sub: 'ID of the owner.',
  iss: 'URL of this server.',
  aud: 'Name of the service that the token is for.',
  jti: 'ID of the token.',
  iat: 'When the token was issued, in seconds since 1970.',
  exp: 'When the token or key expires, in seconds since 1970.',
  keyplane_key_id: 'ID of the key.',
  keyplane_team_id: 'ID of the team.',
  error: 'Code of the error (RFC 6749).',
  error_description: 'What is wrong, for people.',
  token_endpoint: 'Where a key is exchanged for an access token.',
  jwks_uri: 'Where the public keys are.',
  subject_types_supported: 'Always `public`.',
  keys: 'The public keys with which access tokens are signed.',
  kty: 'Type of the key.',
  kid: 'ID of the key, as tokens name it.',
  session: 'The session.',
  'SignInMethods.application_key': 'Whether people can sign in with an application key.',
  oidc: 'The identity provider. `null`: none is set up.',
  challenge: 'The challenge that the browser hands to the device.',
  'PasskeySignInRequest.type': 'Kind of credential.',
  'response.type': 'Kind of credential.',
  response: 'What the device answered.',
  clientDataJSON: 'The challenge and the page, as the browser saw them, in Base64url.',
  'SecretPattern.prefixes': 'What secrets begin with, by the kind of key.',
  'prefixes.application_key': 'Prefix of the secrets of application keys.',
  'prefixes.service_account_key': 'Prefix of the secrets of service account keys.',
  'prefixes.token': 'Prefix of the secrets of service key tokens.',
  checksum: 'How the last characters of a secret follow from the others.',
  report_to: 'Where to report a secret that was found.',

  // Problems.
  title: 'What is wrong in general, for people. It may change.',
  'Problem.status': 'The status of the answer.',
  code: 'What is wrong, for programs. It never changes.',
  detail: 'What is wrong with this request, why, and what to do, for people.',
  errors: 'What is wrong with each field.',
  pointer: 'Place of the field in the body, as a JSON Pointer.',
  message: 'What is wrong with the field, for people.',
};

/**
 * The text for a field, by the objects that contain it and its own name: `Verification`, `owner`, `kind`.
 * The longest end of that path that has a text decides. `IssuedServiceAccountKey` counts as a `Key` too,
 * because its name ends that way.
 */
function fieldText(path: readonly string[]): string | undefined {
  for (let from = 0; from < path.length; from += 1) {
    const place = path.slice(from).join('.');
    const text = FIELD_TEXTS[place] ?? FIELD_TEXTS[place.replace(BEFORE_FAMILY, '')];
    if (text !== undefined) return text;
  }
  return undefined;
}

const BEFORE_FAMILY = /^[A-Z]\w*?(?=(?:ServiceKeyToken|ServiceKey|Key|Member)\.)/;

interface Schema {
  readonly $ref?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
}

/** The schemas of a document, in which every field has a description. */
export function describeFields(
  schemas: Readonly<Record<string, Schema>>,
): Readonly<Record<string, Schema>> {
  const isDescribed = ({ $ref, description }: Schema) =>
    (description ?? schemas[$ref?.split('/').at(-1) ?? '']?.description) !== undefined;

  function described(schema: Schema, path: readonly string[]): Schema {
    const { properties, items, anyOf, oneOf, allOf } = schema;
    const inEach = (choices: readonly Schema[]) => choices.map((each) => described(each, path));
    return {
      ...schema,
      ...(properties && {
        properties: Object.fromEntries(
          Object.entries(properties).map(([name, field]) => [
            name,
            fieldOf(field, [...path, name]),
          ]),
        ),
      }),
      ...(items && { items: described(items, path) }),
      ...(anyOf && { anyOf: inEach(anyOf) }),
      ...(oneOf && { oneOf: inEach(oneOf) }),
      ...(allOf && { allOf: inEach(allOf) }),
    };
  }

  function fieldOf(field: Schema, path: readonly string[]): Schema {
    const text = isDescribed(field) ? undefined : fieldText(path);
    return { ...described(field, path), ...(text !== undefined && { description: text }) };
  }

  return Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => [name, described(schema, [name])]),
  );
}
