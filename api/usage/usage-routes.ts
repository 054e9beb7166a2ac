import { defineEndpoint, type Endpoint } from '../http/endpoint';
import { usageListSchema, usageQueryFrom, usageQuerySchema, usageToWire } from './usage-schemas';
import type { UsageReportService } from './usage-report-service';

export function createUsageEndpoints(service: UsageReportService): Endpoint[] {
  return [
    defineEndpoint({
      operationId: 'queryUsage',
      method: 'post',
      path: '/v1/usage/query',
      tag: 'Usage',
      summary: 'Who used keys, how often, and everything that keys depend on',
      description:
        'Answers for up to a thousand IDs at once, of keys, service accounts, roles, service keys ' +
        'and members, in the order asked for. What the caller may not read is left out, and what ' +
        'they may not see of the keys of a member counts for nothing: an application key is shown ' +
        'to its own member only.',
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
  ];
}
