import { defineEndpoint, type Endpoint } from '../http/endpoint';
import { whoamiSchema, whoamiToWire } from './whoami-schemas';
import type { WhoamiService } from './whoami-service';

export function createWhoamiEndpoints(service: WhoamiService): Endpoint[] {
  return [
    defineEndpoint({
      operationId: 'whoami',
      method: 'get',
      path: '/v1/whoami',
      tag: 'Identity',
      summary: 'Get the caller, its key and its permissions, and the version of the server',
      access: 'authenticated',
      narrowed: 'allowed',
      status: 200,
      response: whoamiSchema,
      async handle({ caller }) {
        return { body: whoamiToWire(await service.describe(caller)) };
      },
    }),
  ];
}
