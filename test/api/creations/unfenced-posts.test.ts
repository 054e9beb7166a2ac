import document from '../../../api/openapi.json';

const OF_A_BROWSER = 'asked by the browser of a person: it has no run';

/** Why a late request of a run that has ended may still be carried out. */
const UNFENCED: Readonly<Record<string, string>> = {
  '/v1/invitations/accept': 'public: it has no run',
  '/v1/sign-up': 'public: it has no run',
  '/v1/keys/revoke-leaked': 'public: it has no run, and a leaked key must end in any case',
  '/v1/keys/{key_id}/claim': 'can be repeated within its window, and changes no object',
  '/v1/keys/verify': 'asked by services; a charge ID works once',
  '/v1/forward-auth': 'asked by gateways; changes no object',
  '/v1/charges/{charge_id}/settle': 'asked by services; a charge ID works once',
  '/v1/charges/{charge_id}/release': 'asked by services; a charge ID works once',
  '/v1/charges/{charge_id}/reverse': 'asked by services; a charge ID works once',
  '/v1/wallets/{wallet_id}/credits': 'asked by the operator; a charge ID works once',
  '/v1/wallets/{wallet_id}/credits/{charge_id}/reverse':
    'asked by the operator; a charge ID works once',
  '/v1/usage/query': 'reads',
  '/v1/cost-estimates': 'reads',
  '/v1/dry-runs': 'writes nothing',
  '/v1/creations/confirm': 'a state may be shown by any process',
  '/v1/runs/renew': 'judges the run itself',
  '/v1/runs/finish': 'judges the run itself',
  '/v1/runs/cut-off': 'judges the run itself',
  '/session': OF_A_BROWSER,
  '/session/email-link': OF_A_BROWSER,
  '/session/email-link/redeem': OF_A_BROWSER,
  '/session/invitations/accept': OF_A_BROWSER,
  '/session/memberships': OF_A_BROWSER,
  '/session/passkey': OF_A_BROWSER,
  '/session/passkey/options': OF_A_BROWSER,
  '/session/passkeys': OF_A_BROWSER,
  '/session/passkeys/options': OF_A_BROWSER,
  '/oauth2/token': 'no object changes',
  '/oauth2/introspect': 'reads',
  '/oauth2/revoke': 'ends an access token, or the key whose secret it was given',
};

interface Operation {
  readonly parameters?: readonly { readonly name?: string; readonly $ref?: string }[];
}

test('every POST honors Idempotency-Key, and with it the fence of runs, or has a reason not to', () => {
  const posts = Object.entries(document.paths as Record<string, { readonly post?: Operation }>);
  const unfenced = posts.flatMap(([path, { post }]) =>
    post === undefined ||
    post.parameters?.some(
      ({ name, $ref = '' }) => name === 'Idempotency-Key' || $ref.endsWith('/Idempotency-Key'),
    )
      ? []
      : [path],
  );
  expect(unfenced.sort()).toEqual(Object.keys(UNFENCED).sort());
});
