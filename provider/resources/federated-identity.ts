import { ApiError, type FederatedIdentity, type KeyplaneClient } from '../client';
import { defineResource } from '../definitions/define';
import { defineFindable } from '../definitions/define-findable';
import {
  bool,
  isUnknown,
  map,
  type ResourceContext,
  string,
  type Unknown,
} from '../terraform-plugin';
import { createdAt, createdBy, displayName, id, timeouts } from '../definitions/attributes';
import { rememberTeam } from '../definitions/acknowledge';
import { ruled } from '../definitions/field-rules';
import { federatedIdentityGuard } from './protection/federated-identity-guard';
import { guardChange, guardDestroy, mayDelete } from './protection/guard-use';
import { importsById } from '../definitions/import-by-id';
import { judgeInDryRun, type Rehearsal } from '../definitions/judge-in-dry-run';
import { protectionAttributes, protectionOf } from './protection/protection-attributes';
import { type Owned, sightOf } from './protection/sight';

export const federatedIdentityResource = defineResource({
  name: 'keyplane_federated_identity',
  description:
    'Lets the holder of a token from an external OpenID Connect issuer act for a service ' +
    'account, so that a pipeline needs no stored key. A token is trusted if its issuer, ' +
    'audience, subject and all claims match. You cannot grant a permission that you do not ' +
    "have, which includes the permissions of the account's roles.",
  schema: ruled('/v1/federated-identities', {
    id: id('The ID of the federated identity.'),
    service_account_id: string.required({
      description:
        'The ID of the service account that the tokens act for. Changing this replaces the ' +
        'federated identity.',
      requiresReplace: true,
    }),
    name: displayName('The name of the federated identity. Names need not be unique.'),
    issuer: string.required({
      description:
        'The issuer of the tokens, exactly as they name it in `iss`, such as ' +
        '`https://token.actions.githubusercontent.com`. It must be an https URL with a public ' +
        'address.',
    }),
    audience: string.optionalComputed({
      description:
        'The audience that the tokens must name in `aud`. Defaults to the URL of this Keyplane.',
    }),
    subject_pattern: string.optional({
      description:
        'The subject that the tokens must name in `sub`, such as ' +
        '`repo:acme/app:ref:refs/heads/main`. `*` matches any characters except `/` and `:`. ' +
        'Each part between these may contain one `*`, except the first three parts, which ' +
        'must contain none.',
    }),
    claims: map(string).optional({
      description:
        'Further claims that the tokens must have, with their exact values. For GitHub, ' +
        '`repository_id` and `repository_owner_id` are required, because another owner can take ' +
        'over a name that was given up.',
      default: {},
    }),
    allow_pull_requests: bool.optional({
      description:
        'Whether tokens of pull requests are trusted. Anybody may open a pull request. Defaults ' +
        'to `false`.',
      default: false,
    }),
    replay_protection: bool.optional({
      description:
        'Whether each token works only once. Terraform exchanges the token in several processes ' +
        'during one run, so with this setting each process needs a token of its own. Defaults to ' +
        '`false`.',
      default: false,
    }),
    enabled: bool.optional({
      description: 'Whether the federated identity accepts tokens. Defaults to `true`.',
      default: true,
    }),
    ...protectionAttributes,
    created_at: createdAt,
    created_by: createdBy,
  }),
  timeouts,

  async create(plan, context) {
    const { client, signal } = context;
    await rememberTeam(context);
    return toModel(await client.federatedIdentities.create(createBody(plan), { signal }));
  },

  read(state, context) {
    const read = async () => {
      const { client, signal } = context;
      const identity = await client.federatedIdentities.refresh(state.id, { signal });
      await rememberTeam(context);
      return { ...toModel(identity), ...protectionOf(state) };
    };
    return sight.read(state, context, read, goneText(state.id));
  },

  update: (plan, state, context) =>
    sight.change(state, context, async () =>
      toModel(await context.client.federatedIdentities.update(state.id, toBody(plan), context)),
    ),

  async modifyPlan(request) {
    await planAudience(request);
    await guardChange(federatedIdentityGuard, request);
    await judgeInDryRun(rehearsal, request);
  },

  async planDestroy(state, context) {
    await sight.requireOwnTeam(state, context);
    await guardDestroy(federatedIdentityGuard, state, context);
  },

  ...importsById({
    prefix: 'fid',
    read: (client, id, options) => client.federatedIdentities.refresh(id, options),
  }),

  async delete(state, context) {
    if (!(await mayDelete(federatedIdentityGuard, state, context))) return;
    await sight.remove(state, context, () =>
      context.client.federatedIdentities.remove(state.id, context),
    );
  },
});

export const { one: federatedIdentityDataSource, all: federatedIdentitiesDataSource } =
  defineFindable({
    noun: 'federated identity',
    plural: 'federated identities',
    descriptions: {
      one: 'A federated identity, found by its ID or its name.',
      all: 'The federated identities that the service accounts of the team trust.',
    },
    attributes: {
      service_account_id: string.computed({
        description: 'The ID of the service account that the tokens act for.',
      }),
      issuer: string.computed({ description: 'The issuer whose tokens are trusted.' }),
      audience: string.computed({
        description: 'The audience that the tokens must name in `aud`.',
      }),
      subject_pattern: string.computed({
        description:
          'The subject that the tokens must name in `sub`. Null if the claims alone decide.',
        nullable: true,
      }),
      claims: map(string).computed({
        description: 'Further claims that the tokens must have, with their exact values.',
      }),
      allow_pull_requests: bool.computed({
        description: 'Whether tokens of pull requests are trusted.',
      }),
      replay_protection: bool.computed({ description: 'Whether each token works only once.' }),
      enabled: bool.computed({ description: 'Whether the federated identity accepts tokens.' }),
      last_used_at: string.computed({
        description:
          'When a token was last exchanged, as an RFC 3339 time in UTC. Null if none ever was.',
        nullable: true,
      }),
      created_at: string.computed({
        description: 'When the federated identity was created, as an RFC 3339 time in UTC.',
      }),
      created_by: string.computed({
        description: 'The ID of the member or service account that created the federated identity.',
      }),
    },
    filters: {
      schema: {
        service_account_id: string.optional({
          description: 'Returns only federated identities of the service account with this ID.',
        }),
      },
      toQuery: ({ service_account_id }) =>
        service_account_id === null ? {} : { service_account_id },
    },
    api: (client) => client.federatedIdentities,
    toModel: (identity) => ({ ...toModel(identity), last_used_at: identity.last_used_at }),
  });

interface AudienceRequest {
  readonly config: { readonly audience: string | null | Unknown };
  readonly priorState: object | null;
  readonly plan: { set(name: 'audience', value: string): void };
  readonly context: ResourceContext<KeyplaneClient>;
}

/**
 * If the configuration no longer sets an audience, it becomes the default again, which only
 * Keyplane knows.
 */
async function planAudience({ config, priorState, plan, context }: AudienceRequest): Promise<void> {
  if (config.audience !== null || priorState === null || !context.hasClient) return;
  try {
    plan.set('audience', await context.client.issuer(context));
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    context.diagnostics.warning({
      summary: 'Planned without knowing the default of `audience`',
      detail: `The federated identity keeps its audience. ${error.message}`,
      attribute: 'audience',
    });
  }
}

const sight = sightOf(labelOf);

function labelOf({ id, name }: Owned & { readonly name: string | null }): string {
  return `Federated identity ${name ?? id}`;
}

const rehearsal: Rehearsal<PlannedTrust & { readonly service_account_id: string }, HasId> = {
  schema: () => federatedIdentityResource.schema,
  collection: '/v1/federated-identities',
  createBody,
  updates: (plan) => [{ method: 'PATCH', body: toBody(plan) }],
};

interface HasId {
  readonly id: string;
}

interface PlannedTrust {
  readonly name: string;
  readonly issuer: string;
  readonly audience: string | null | Unknown;
  readonly subject_pattern: string | null;
  readonly claims: Readonly<Record<string, string>>;
  readonly allow_pull_requests: boolean;
  readonly replay_protection: boolean;
  readonly enabled: boolean;
}

function createBody(plan: PlannedTrust & { readonly service_account_id: string }) {
  return { service_account_id: plan.service_account_id, ...toBody(plan) };
}

function toBody(plan: PlannedTrust) {
  const { name, issuer, audience, subject_pattern, claims } = plan;
  const { allow_pull_requests, replay_protection, enabled } = plan;
  return {
    name,
    issuer,
    subject_pattern,
    claims: { ...claims },
    allow_pull_requests,
    replay_protection,
    enabled,
    ...(!isUnknown(audience) && audience !== null && { audience }),
  };
}

function toModel({ last_used_at: _lastUsedAt, ...model }: FederatedIdentity) {
  return model;
}

function goneText(id: string): string {
  return (
    `Somebody deleted the federated identity ${id}, or its service account, outside ` +
    'Terraform. The plan creates it again.'
  );
}
