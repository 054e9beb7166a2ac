import { defineEndpoint, type Endpoint } from '../http/endpoint';
import {
  createTeamPolicySchema,
  teamPolicyListSchema,
  teamPolicyParamsSchema,
  teamPolicySchema,
  teamPolicyToWire,
  updateTeamPolicySchema,
} from './team-policy-schemas';
import type { TeamPolicyService } from './team-policy-service';

const tag = 'Team';

/** The team's policy as a resource: one configuration declares it, and others are refused. */
export function createTeamPolicyEndpoints(service: TeamPolicyService): Endpoint[] {
  return [
    defineEndpoint({
      operationId: 'createTeamPolicy',
      method: 'post',
      path: '/v1/team-policies',
      tag,
      summary: "Declare the team's policy for keys",
      description:
        'A team has one policy, and one stack that manages it. The declaration replaces ' +
        'what was set by `PATCH /v1/team`. If the policy is declared already, the answer ' +
        'is 409 and names the stack that manages it.',
      access: 'teams.update',
      body: createTeamPolicySchema,
      status: 201,
      response: teamPolicySchema,
      idempotent: true,
      failures: ['team_policy_declared'],
      async handle({ caller, body }) {
        const team = await service.declare(caller, {
          maxKeyLifetime: body.max_key_lifetime,
          requireExpiry: body.require_expiry,
          allowedSecretDeliveries: body.allowed_secret_deliveries,
        });
        return { body: teamPolicyToWire(team), version: team.version };
      },
    }),
    defineEndpoint({
      operationId: 'listTeamPolicies',
      method: 'get',
      path: '/v1/team-policies',
      tag,
      summary: 'List the declared policy of the team: one or none',
      description:
        'The list has no `sort` and no pages, because a team has at most one declared policy. If no ' +
        'configuration declares it, the list is empty.',
      access: 'teams.read',
      status: 200,
      response: teamPolicyListSchema,
      async handle({ caller }) {
        return { body: { items: (await service.list(caller)).map(teamPolicyToWire) } };
      },
    }),
    defineEndpoint({
      operationId: 'getTeamPolicy',
      method: 'get',
      path: '/v1/team-policies/{team_id}',
      tag,
      summary: 'Get the declared policy of the team',
      description: 'If no configuration declares it, the answer is 404.',
      access: 'teams.read',
      params: teamPolicyParamsSchema,
      status: 200,
      response: teamPolicySchema,
      async handle({ caller, params }) {
        const team = await service.find(caller, params.team_id);
        return { body: teamPolicyToWire(team), version: team.version };
      },
    }),
    defineEndpoint({
      operationId: 'updateTeamPolicy',
      method: 'patch',
      path: '/v1/team-policies/{team_id}',
      tag,
      summary: "Change the team's policy, or take it over from another stack",
      access: 'teams.update',
      params: teamPolicyParamsSchema,
      body: updateTeamPolicySchema,
      status: 200,
      response: teamPolicySchema,
      conditional: true,
      failures: ['team_policy_declared'],
      async handle({ caller, params, body, expectedVersion }) {
        const update = {
          maxKeyLifetime: body.max_key_lifetime,
          requireExpiry: body.require_expiry,
          allowedSecretDeliveries: body.allowed_secret_deliveries,
          takeOverFrom: body.take_over_from,
        };
        const team = await service.update(caller, params.team_id, update, expectedVersion);
        return { body: teamPolicyToWire(team), version: team.version };
      },
    }),
    defineEndpoint({
      operationId: 'deleteTeamPolicy',
      method: 'delete',
      path: '/v1/team-policies/{team_id}',
      tag,
      summary: 'Restore the default policy: no limits',
      description: 'After the deletion, any stack may declare the policy.',
      access: 'teams.update',
      params: teamPolicyParamsSchema,
      status: 204,
      conditional: true,
      failures: ['team_policy_declared'],
      async handle({ caller, params, expectedVersion }) {
        await service.delete(caller, params.team_id, expectedVersion);
      },
    }),
  ];
}
