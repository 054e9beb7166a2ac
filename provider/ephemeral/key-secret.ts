import { ApiProblem, isNotFound } from '../client';
import { defineEphemeralResource } from '../definitions/define';
import {
  bool,
  type DiagnosticText,
  integer,
  judgedInPlan,
  matching,
  number,
  string,
} from '../terraform-plugin';
import { prospectOf, readKey, warnOfUnclaimable } from './unclaimable-secret';

export const keySecretEphemeralResource = defineEphemeralResource({
  name: 'keyplane_key_secret',
  description:
    'The secret of a key with `secret_delivery = "claim"`. It is stored in no state and no ' +
    'plan. Pass it to a write-only attribute of another provider, with `secret_version` as ' +
    'its version. Every plan and apply claims the secret again until the `claim_window` ends. ' +
    'After that, `secret` is null and `claimed` is true, and nothing fails. If a consumer ' +
    'refuses null, give it `coalesce(ephemeral.keyplane_key_secret.example.secret, ' +
    'substr(timestamp(), 0, 0))`: plans accept it, and an apply that would write it fails, so it ' +
    'never overwrites a valid secret. A consumer that you add after the window needs a rotation ' +
    'of the key. Each claim is audited.',
  schema: {
    key_id: string.required({
      description:
        'The ID of the application key, service account key or service key token whose secret is ' +
        'claimed.',
      validators: [
        judgedInPlan(
          matching(/^(ak|sak|tok)_/, 'the ID of a key, which begins with `ak_`, `sak_` or `tok_`'),
        ),
      ],
    }),
    secret_version: number.optionalComputed({
      description:
        'The version of the secret to claim. Set it to `secret_version` of the key: after a ' +
        'rotation, the new secret is claimed, and never the previous one. If it is omitted, the ' +
        'newest secret is claimed.',
      nullable: true,
      validators: [integer()],
    }),
    secret: string.computed({
      description: 'The secret of the key. Null if it is no longer available.',
      sensitive: true,
      nullable: true,
    }),
    client_id: string.computed({
      description: 'The client ID of the key. Null if the credentials cannot see the key.',
      nullable: true,
    }),
    claimed: bool.computed({
      description:
        'Whether the secret is no longer available: its `claim_window` is over, the key is gone ' +
        'or was rotated again, or the secret was not delivered by claim.',
    }),
  },

  async open({ key_id, secret_version }, context) {
    const { signal, diagnostics } = context;
    const nothing = { secret: null, secret_version, client_id: null };
    if (!context.hasClient) {
      diagnostics.warning(notAskedYet(key_id));
      return { result: { ...nothing, claimed: false } };
    }
    try {
      const options = { signal };
      const found = await context.client.secretClaims.claim(
        key_id,
        secret_version ?? undefined,
        options,
      );
      const { client_id, secret } = found;
      const result = { client_id, secret, secret_version: found.secret_version };
      return { result: { ...result, claimed: secret === null } };
    } catch (error) {
      if (isNotFound(error)) return { result: { ...nothing, claimed: true } };
      if (!isForbidden(error)) throw error;
      const { client } = context;
      const key = await readKey(key_id, client, { signal });
      const prospect = prospectOf(key, secret_version, client.now());
      if (prospect === 'waiting') {
        warnOfUnclaimable({ keyId: key_id, key, reason: error.message }, client, diagnostics);
      }
      const client_id = key?.client_id ?? null;
      return { result: { ...nothing, client_id, claimed: prospect === 'over' } };
    }
  },
});

/** The apply opens it again. By then, the provider is configured. */
function notAskedYet(keyId: string): DiagnosticText {
  return {
    summary: `Planned without the secret of ${keyId}`,
    detail:
      "The provider's configuration is known only after apply, which then claims the secret. In " +
      'this plan `secret` is null.',
    attribute: 'key_id',
  };
}

function isForbidden(error: unknown): error is ApiProblem {
  return error instanceof ApiProblem && error.problem.status === 403;
}
