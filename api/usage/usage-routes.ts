import { defineEndpoint, type Endpoint } from '../http/endpoint';
import { USAGE_DAYS } from './usage-days';
import { usageListSchema, usageQueryFrom, usageQuerySchema, usageToWire } from './usage-schemas';
import {
  seriesParams,
  seriesQuery,
  seriesSchema,
  seriesToWire,
  windowFrom,
} from './series-schemas';
import type { UsageReportService } from './usage-report-service';

export function createUsageEndpoints(service: UsageReportService): Endpoint[] {
  return [
    defineEndpoint({
      operationId: 'queryUsage',
      method: 'post',
      path: '/v1/usage/query',
      tag: 'Usage',
      summary: 'Query who used keys, how often, and what depends on them',
      description:
        'Answers for up to a thousand IDs at once, of keys, service accounts, roles, service ' +
        'keys and members, in the order of the request. Objects that the caller may not read ' +
        'are omitted. Keys that the caller may not see are not counted: only the member who ' +
        'owns an application key can see it.',
      access: 'team',
      readOnly: true,
      narrowed: 'allowed',
      body: usageQuerySchema,
      status: 200,
      response: usageListSchema,
      async handle({ caller, body }) {
        const reports = await service.query(caller, usageQueryFrom(body));
        return { body: { items: reports.map(usageToWire) } };
      },
    }),
    defineEndpoint({
      operationId: 'getKeyUsage',
      method: 'get',
      path: '/v1/keys/{key_id}/usage',
      tag: 'Usage',
      summary: 'Get how often a key was used on each day, and by whom',
      description:
        `Keyplane keeps the uses of the last ${USAGE_DAYS} days. A revoked key is readable for as ` +
        'long as its tombstone. Callers need the permission to read the key. Only the member who ' +
        'owns an application key can see it.',
      access: 'team',
      narrowed: 'allowed',
      params: seriesParams,
      query: seriesQuery,
      status: 200,
      response: seriesSchema,
      async handle({ caller, params, query }) {
        return {
          body: seriesToWire(await service.series(caller, params.key_id, windowFrom(query))),
        };
      },
    }),
  ];
}
