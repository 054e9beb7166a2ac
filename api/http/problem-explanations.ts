import type { FailureCode } from '../domain/failure';

/** What the page of a problem says. Both texts are Markdown, and make sense without the answer itself. */
export interface ProblemExplanation {
  /** Why Keyplane refuses the request. */
  readonly cause: string;
  /** What the caller does about it. */
  readonly cure: string;
}

/** The documentation has a page for each code, to which the `type` of a problem leads. */
export const PROBLEM_EXPLANATIONS: Readonly<Record<FailureCode, ProblemExplanation>> = {
  invalid_request: {
    cause:
      'A field, a query parameter or a header has a value that Keyplane does not accept, or a field is unknown. ' +
      'Unknown fields are refused, because they are most often typos.',
    cure:
      'Read `errors`. Each entry names the place (`pointer`), a code and what is wrong. A pointer such as ' +
      '`/expires_in` is in the body, `?page_size` is in the query, and `#if-match` is a header. Correct all of ' +
      'them, then send the request again.',
  },
  malformed_body: {
    cause:
      'The body is not well-formed JSON in UTF-8, names a member twice, did not arrive completely, or is not ' +
      'compressed as `Content-Encoding` says.',
    cure: 'Send one complete JSON document in UTF-8. Write it with a JSON library, not by joining texts.',
  },
  unauthenticated: {
    cause:
      'The request has no valid credential. It has none, has several, or has one that is unknown, expired, ' +
      'revoked or disabled. If the secret itself is right, `detail` says why it is refused.',
    cure:
      'Send exactly one `Authorization` header: `Basic` with client ID and secret, or `Bearer` with a secret or an ' +
      'access token. If the key has expired or was revoked, use another key. If all keys of an owner are lost, ' +
      'the operator runs `keyplane recover`.',
  },
  cross_origin: {
    cause:
      'A browser sent the request with the cookie of a session, but from a page of another origin, or it did not ' +
      'say which page it is from. Another port of the same host is another origin, too. Without this check, any page that a signed-in person opens could change their keys.',
    cure:
      'Use the console at the public URL of the server (`KEYPLANE_ISSUER`). A program sends an `Authorization` ' +
      'header instead of the cookie.',
  },
  unknown_team: {
    cause:
      'The header `Keyplane-Team` names a team that the session cannot act for, or it is missing although the ' +
      'person belongs to several teams. A session that began with an application key acts only for the member ' +
      'whose key it is.',
    cure:
      'Send the ID of one of the teams that `GET /session` lists. If the team is missing there, sign in with a ' +
      'link by email or with the identity provider, which prove the email address of the member.',
  },
  insufficient_permissions: {
    cause:
      'The credential is valid, but it may not do this. `detail` names the missing permission. Some operations ' +
      'belong to members, to a team or to the operator only, whatever permissions a caller has.',
    cure:
      'Give the service account a role that has the permission, or ask an admin or owner to do it. The ' +
      '[permission matrix](../reference/permissions.md) shows what each team role may do.',
  },
  role_escalation: {
    cause:
      'The request would give somebody a permission that you do not have yourself, for ' +
      'example through a role, a service account or an invitation. Without this rule, anybody ' +
      'who may create roles could get every permission.',
    cure:
      'Ask somebody who has all of these permissions, such as an owner, to do it, or leave out the permissions ' +
      'that you do not have. `errors` names them.',
  },
  not_found: {
    cause:
      'There is nothing at this path, the object does not exist, or you may not see it. The answer is the same in ' +
      'all cases, so that it does not tell strangers which objects exist.',
    cure:
      'Check the path and the ID. Check that the credential belongs to the team of the object, and that its role ' +
      'may read objects of this kind.',
  },
  method_not_allowed: {
    cause: 'The path exists, but not with this HTTP method.',
    cure: 'Use one of the methods in the header `Allow`.',
  },
  request_in_progress: {
    cause:
      'A request with the same `Idempotency-Key` is still being carried out. This happens if a client repeats a ' +
      'request before the first one has been answered.',
    cure: 'Wait for the number of seconds in `Retry-After`, then repeat the request with the same key to get its answer.',
  },
  answer_erased: {
    cause:
      'A request with this `Idempotency-Key` was carried out before. Its answer has been erased, because the object ' +
      'has been recorded in a Terraform state or used, or no longer exists. The answer may have had a secret.',
    cure:
      'Look for the object that the first request created. If you need another object, use a new ' +
      '`Idempotency-Key`.',
  },
  key_expired: {
    cause: 'The key has expired. An expired key cannot be enabled, disabled, rotated or extended.',
    cure: 'Create another key.',
  },
  key_revoked: {
    cause: 'The key was revoked. That is final.',
    cure: 'Create another key. In Terraform, the next plan creates a replacement by itself.',
  },
  key_limit_reached: {
    cause:
      'The service account has ten keys that are neither expired nor revoked, which is the maximum.',
    cure: 'Revoke a key that nobody uses (the list shows when each was last used), or use another service account.',
  },
  rotation_in_progress: {
    cause:
      'The key already has two valid secrets, because the overlap of its last rotation has not ended. Or a run of the ' +
      'same Terraform stack has rotated the key, and no state is known to hold the new secret.',
    cure:
      'Rotate the key again after the overlap. `detail` and `Retry-After` say when it ends. If another run of the ' +
      'stack is in progress, wait until it has finished, then plan again.',
  },
  public_key_unchanged: {
    cause: 'The key already uses this public key, so the rotation would change nothing.',
    cure: 'Generate a new key pair, and send its public key.',
  },
  expiry_not_earlier: {
    cause:
      'The expiry of an existing key can only move earlier, so that a leaked key cannot be extended.',
    cure: 'Choose an earlier expiry. If you need a later one, create another key.',
  },
  lifetime_exceeds_team_limit: {
    cause: 'The key would live longer than the policy of its team allows.',
    cure: 'Choose an earlier expiry. `detail` names the limit. An owner can change the policy of the team.',
  },
  expiry_required_by_team: {
    cause: 'The policy of the team requires that keys expire, and the request has no expiry.',
    cure: 'Add `expires_in` or `expires_at`.',
  },
  secret_delivery_not_allowed: {
    cause: 'The policy of the team does not allow this way of delivering a secret.',
    cure:
      'Choose one of the deliveries that `detail` names, such as `claim` or `encrypted`. An owner can change the ' +
      'policy of the team.',
  },
  team_policy_declared: {
    cause:
      'Another Terraform state declares the policy of this team. A team has one policy, and two states would ' +
      'overwrite each other.',
    cure:
      'Change the policy where it is declared. To manage it here, destroy it there first, or remove it from that ' +
      'state with `terraform state rm`.',
  },
  free_key_exists: {
    cause: 'The team already has its free service key. Each team has exactly one.',
    cure: 'Use the free service key that exists, or create a paid one (`plan` is `paid`).',
  },
  free_key_fixed: {
    cause: 'The services of the free service key are fixed, and it cannot be revoked.',
    cure: 'Rename it or assign members to it, which is allowed. Create a paid service key for anything else.',
  },
  terms_not_accepted: {
    cause: 'The request does not accept the terms of use that are current now.',
    cure:
      'Read the terms (`GET /v1/terms`), then send their version in `accept_terms`. If the terms have changed ' +
      'since you read them, read them again.',
  },
  not_assigned: {
    cause:
      'A personal token belongs to a member who is assigned to the service key, and this member is not.',
    cure: 'Ask an admin or owner to assign the member to the service key. Then create the token.',
  },
  sign_up_closed: {
    cause: 'On this server, only the operator creates teams.',
    cure: 'Ask the operator for a team. The operator can set `KEYPLANE_SIGN_UP=open` to let everybody create one.',
  },
  role_in_use: {
    cause: 'Service accounts have the role, so it cannot be deleted.',
    cure: 'Remove the role from the service accounts that `detail` counts. Then delete it.',
  },
  services_in_use: {
    cause:
      'The new catalog lacks a service or model that paid service keys have enabled. Nothing was changed.',
    cure:
      'Add the service or model to the catalog. To load the catalog anyway, send `allow_losses=true`, or run ' +
      '`keyplane catalog load --allow-losses`. The keys then lose the service.',
  },
  insufficient_funds: {
    cause: 'The wallet that pays for the call has less money available than the call costs.',
    cure: 'Ask the operator to credit the wallet. Money that is reserved for other calls is not available.',
  },
  currency_mismatch: {
    cause:
      'The wallet and the amount, or the wallet and the price of the service, have different currencies.',
    cure: 'Use a wallet in the currency of the price. Keyplane does not convert money.',
  },
  charge_conflict: {
    cause: 'The charge ID was used before, for another wallet, amount or purpose.',
    cure:
      'Use a new charge ID for each call. To correct an amount that has been settled, reverse the charge and ' +
      'reserve the right amount with a new charge ID.',
  },
  wrong_charge_state: {
    cause:
      'The charge is not in a state in which this is possible. For example, a charge that was released cannot be ' +
      'settled.',
    cure: 'Read the charge. If its call was not carried out, use a new charge ID for the next call.',
  },
  wallet_not_empty: {
    cause: 'The wallet still holds money, so it cannot be deleted.',
    cure: 'Spend the money, or ask the operator to cancel the credit. Then delete the wallet.',
  },
  wallet_in_use: {
    cause: 'Service keys pay from the wallet, so it cannot be deleted.',
    cure: 'Let the services of these keys pay from another wallet first.',
  },
  last_owner: {
    cause: 'The change would leave the team without an owner.',
    cure: 'Make another member an owner first.',
  },
  last_operator_key: {
    cause: 'No other operator key works, so the operator could no longer do anything.',
    cure:
      'Create another operator key first (`POST /v1/operator/keys`). To revoke the key anyway, send ' +
      '`allow_last=true`. Then `keyplane recover --operator` on the machine of the server creates another key.',
  },
  email_in_use: {
    cause: 'The team already has a member with this email address.',
    cure: 'Use the existing member. If they lost their invitation, invite them again.',
  },
  sign_in_link_invalid: {
    cause: 'The link was used already, is older than 15 minutes, or was replaced by a newer one.',
    cure: 'Ask for a new link on the sign-in page, and open the newest mail.',
  },
  invitation_invalid: {
    cause:
      'The invitation has been used, has expired, was replaced by a newer one, or does not exist. Or its team is ' +
      'suspended.',
    cure: 'Ask an admin or owner of the team for a new invitation.',
  },
  run_ended: {
    cause:
      'The Terraform run has finished or was cut off, so nothing more is written on its behalf. A request of a ' +
      'killed process may arrive late, and must not change anything.',
    cure: 'Start a new run: plan and apply again.',
  },
  run_lease_expired: {
    cause:
      'The Terraform run has not renewed its lease in time, or another run of the same stack has begun since. The ' +
      'provider renews the lease by itself, so this happens to processes that were paused or cut off.',
    cure:
      'Renew the lease with `POST /v1/runs/renew`, then repeat the request. The provider does so by itself. If it ' +
      'fails, apply again.',
  },
  run_in_doubt: {
    cause:
      'Another run of the same stack has created an equal object and may still be in progress. Keyplane does not create a second object until it knows.',
    cure:
      'Wait for the number of seconds in `Retry-After`, then repeat the request. The other run renews its lease within seconds, or ' +
      'counts as cut off.',
  },
  abandoned_creation: {
    cause:
      'A run that was cut off created an equal object, and Keyplane cannot prove that nobody uses it. So it neither ' +
      'replaces the object nor creates a second one.',
    cure:
      'Follow `detail`. In most cases, run a plan of the whole configuration without `-target` and apply again. ' +
      'Otherwise import the object that `resource_id` names, or delete it if nobody needs it. ' +
      '`keyplane creations list` shows such objects.',
  },
  invitation_accepted: {
    cause: 'The member has accepted an invitation and has a working application key.',
    cure: 'The member creates further keys with the key that works. A new invitation is for members without one.',
  },
  member_left: {
    cause: 'The member has left the team, which is final.',
    cure: 'Invite the person again. They become a new member.',
  },
  idempotency_key_reused: {
    cause: 'The `Idempotency-Key` was used before, for a request with another body or path.',
    cure: 'Generate a new random key for each request. Repeat a request with its own key and the same body.',
  },
  precondition_failed: {
    cause:
      'The object has changed since you read it, so the version in `If-Match` is no longer current.',
    cure: 'Read the object again, apply your change to what you get, and send the new `ETag` in `If-Match`.',
  },
  payload_too_large: {
    cause: 'The body of the request is larger than this endpoint accepts.',
    cure: 'Send less in one request. `detail` names the limit.',
  },
  unsupported_media_type: {
    cause: 'The body is not declared as JSON in UTF-8, or has a compression other than gzip.',
    cure: 'Send `Content-Type: application/json`.',
  },
  malformed_request: {
    cause:
      'The request does not follow HTTP/1.1, for example because of its `Host` header, its target, or TLS on a ' +
      'port without TLS.',
    cure: 'Use an HTTP client, and compare its endpoint with the URL of the server: scheme, host and port.',
  },
  request_timeout: {
    cause: 'The headers or the body did not arrive in time.',
    cure: 'Send the request again. If it happens often, check the network and proxies between you and Keyplane.',
  },
  headers_too_large: {
    cause: 'The request line and the headers together are too long.',
    cure: 'Send fewer or shorter headers, or a shorter query. Browsers and proxies may add large cookies.',
  },
  rate_limited: {
    cause:
      'Too many requests of a kind that is limited came from your network, such as requests with unknown secrets, ' +
      'guessed invitations or sign-ups. Unknown secrets never limit requests with a valid credential.',
    cure:
      'Wait for the number of seconds in `Retry-After`. Then look for the program that sends an old or wrong secret. If a proxy makes all clients seem to have one address, the operator must list the proxy in ' +
      '`KEYPLANE_TRUSTED_PROXIES`.',
  },
  unavailable: {
    cause:
      'Keyplane cannot answer right now: it is starting, more requests wait than it can answer, or its database is busy, full, ' +
      'read-only or cannot be reached.',
    cure:
      'Wait for the number of seconds in `Retry-After`, then repeat the request. A request that only reads is safe to repeat. Repeat ' +
      'any other request with the same `Idempotency-Key`. The operator looks at `/readyz` and the log.',
  },
  internal: {
    cause: 'An unexpected error happened in Keyplane.',
    cure:
      'Repeat the request once. If it fails again, give the `request_id` to the operator, who ' +
      'can find the error in the log.',
  },
};
