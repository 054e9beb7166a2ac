import { defineEndpoint, type Endpoint } from '../http/endpoint';
import { pageRequestOf, pageToWire } from '../http/page';
import {
  sessionPageSchema,
  sessionParamsSchema,
  sessionQuerySchema,
  sessionToWire,
} from './session-schemas';
import type { SessionService } from './session-service';

const tag = 'Sessions';

export function createSessionEndpoints(service: SessionService): Endpoint[] {
  return [
    defineEndpoint({
      operationId: 'listSessions',
      method: 'get',
      path: '/v1/sessions',
      tag,
      summary: 'List your sessions in the console, newest first',
      description:
        'Only sessions that have not ended. A session shows all sessions of its person. A key shows ' +
        'only the sessions that are limited to its member.',
      access: 'authenticated',
      narrowed: 'refused',
      query: sessionQuerySchema,
      status: 200,
      response: sessionPageSchema,
      async handle({ caller, query }) {
        const asked = pageRequestOf('listSessions', { caller, query });
        const page = await service.list(caller, asked);
        return { body: pageToWire(page, asked, (session) => sessionToWire(session, caller)) };
      },
    }),
    defineEndpoint({
      operationId: 'endSession',
      method: 'delete',
      path: '/v1/sessions/{session_id}',
      tag,
      summary: 'End one of your sessions',
      access: 'authenticated',
      narrowed: 'refused',
      params: sessionParamsSchema,
      status: 204,
      async handle({ caller, params }) {
        await service.end(caller, params.session_id);
      },
    }),
  ];
}
