import { defineEndpoint, type Endpoint } from '../http/endpoint';
import { createTeamSchema, foundedTeamSchema, foundedTeamToWire } from '../teams/team-schemas';
import type { SignUpService } from './sign-up-service';

export function createSignUpEndpoints(service: SignUpService): Endpoint[] {
  return [
    defineEndpoint({
      operationId: 'signUp',
      method: 'post',
      path: '/v1/sign-up',
      tag: 'Sign-up',
      summary: 'Create your own team',
      description:
        'Creates the team, its owner, its free service key and the owner’s application ' +
        'key, whose secret is shown once. Works only if the operator has opened sign-up ' +
        '(`KEYPLANE_SIGN_UP=open`).',
      access: 'public',
      body: createTeamSchema,
      status: 201,
      response: foundedTeamSchema,
      location: () => '/v1/team',
      versioned: true,
      failures: ['sign_up_closed', 'rate_limited'],
      async handle({ body, origin }) {
        const founded = await service.signUp(body, origin);
        return { body: foundedTeamToWire(founded), version: founded.team.version };
      },
    }),
  ];
}
