import { defineEndpoint, type Endpoint } from '../http/endpoint';
import { pageRequestOf, pageToWire } from '../http/page';
import {
  createTeamSchema,
  foundedTeamSchema,
  foundedTeamToWire,
  teamPageSchema,
  teamParamsSchema,
  teamQuerySchema,
  teamSchema,
  teamToWire,
  updateOwnTeamSchema,
  updateTeamSchema,
} from './team-schemas';
import type { TeamService } from './team-service';

export function createTeamEndpoints(service: TeamService): Endpoint[] {
  return [...ownTeamEndpoints(service), ...operatorEndpoints(service)];
}

function ownTeamEndpoints(service: TeamService): Endpoint[] {
  const tag = 'Team';
  return [
    defineEndpoint({
      operationId: 'getOwnTeam',
      method: 'get',
      path: '/v1/team',
      tag,
      summary: "Get the caller's own team",
      access: 'teams.read',
      status: 200,
      response: teamSchema,
      async handle({ caller }) {
        const team = await service.own(caller);
        return { body: teamToWire(team), version: team.version };
      },
    }),
    defineEndpoint({
      operationId: 'updateOwnTeam',
      method: 'patch',
      path: '/v1/team',
      tag,
      summary: "Change the caller's own team",
      description:
        '`max_key_lifetime`, `require_expiry` and `allowed_secret_deliveries` apply to ' +
        'secrets and keys that are created from now on. `null` removes a limit.',
      access: 'teams.update',
      body: updateOwnTeamSchema,
      status: 200,
      response: teamSchema,
      conditional: true,
      async handle({ caller, body, expectedVersion }) {
        const update = {
          name: body.name,
          maxKeyLifetime: body.max_key_lifetime,
          requireExpiry: body.require_expiry,
          allowedSecretDeliveries: body.allowed_secret_deliveries,
        };
        const team = await service.updateOwn(caller, update, expectedVersion);
        return { body: teamToWire(team), version: team.version };
      },
    }),
  ];
}

function operatorEndpoints(service: TeamService): Endpoint[] {
  const tag = 'Operator';
  return [
    defineEndpoint({
      operationId: 'createTeam',
      method: 'post',
      path: '/v1/teams',
      tag,
      summary: 'Create a team with its first owner',
      description: "The answer contains the owner's application key. Its secret is shown once.",
      access: 'operator',
      body: createTeamSchema,
      status: 201,
      response: foundedTeamSchema,
      idempotent: true,
      async handle({ caller, body }) {
        const founded = await service.create(caller, body);
        return { body: foundedTeamToWire(founded), version: founded.team.version };
      },
    }),
    defineEndpoint({
      operationId: 'listTeams',
      method: 'get',
      path: '/v1/teams',
      tag,
      summary: 'List all teams',
      access: 'operator',
      query: teamQuerySchema,
      status: 200,
      response: teamPageSchema,
      async handle({ caller, query }) {
        const asked = pageRequestOf('listTeams', { caller, query });
        const page = await service.list(caller, { search: query.q }, asked);
        return { body: pageToWire(page, asked, teamToWire) };
      },
    }),
    defineEndpoint({
      operationId: 'getTeam',
      method: 'get',
      path: '/v1/teams/{team_id}',
      tag,
      summary: 'Get a team',
      access: 'operator',
      params: teamParamsSchema,
      status: 200,
      response: teamSchema,
      async handle({ caller, params }) {
        const team = await service.find(caller, params.team_id);
        return { body: teamToWire(team), version: team.version };
      },
    }),
    defineEndpoint({
      operationId: 'updateTeam',
      method: 'patch',
      path: '/v1/teams/{team_id}',
      tag,
      summary: 'Rename, suspend or resume a team',
      description: 'While a team is suspended, none of its keys is valid.',
      access: 'operator',
      params: teamParamsSchema,
      body: updateTeamSchema,
      status: 200,
      response: teamSchema,
      conditional: true,
      async handle({ caller, params, body, expectedVersion }) {
        const team = await service.update(caller, params.team_id, body, expectedVersion);
        return { body: teamToWire(team), version: team.version };
      },
    }),
  ];
}
