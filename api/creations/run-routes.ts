import { defineEndpoint, type Endpoint } from '../http/endpoint';
import { finishRunBody, runLeaseSchema } from './creation-schemas';
import { LEASE_SECONDS } from './run';
import type { RunService } from './run-service';

const HEADERS = 'The headers `Keyplane-Stack` and `Keyplane-Run` name the stack and the run.';

export function createRunEndpoints(service: RunService): Endpoint[] {
  return [
    defineEndpoint({
      operationId: 'renewRun',
      method: 'post',
      path: '/v1/runs/renew',
      tag: 'Creations',
      summary: 'Begin or renew the lease of a run',
      description:
        'A run that creates or rotates something renews its lease while Terraform is ' +
        'connected. A run whose lease has lapsed may renew it, unless another run of its ' +
        'stack has begun meanwhile. Then the run counts as cut off, and nothing more is ' +
        `written on its behalf. ${HEADERS}`,
      access: 'team',
      narrowed: 'allowed',
      needs: 'run',
      status: 200,
      response: runLeaseSchema,
      failures: ['invalid_request', 'run_ended'],
      async handle({ caller }) {
        await service.renew(caller);
        return { body: { lease_seconds: LEASE_SECONDS } };
      },
    }),
    defineEndpoint({
      operationId: 'finishRun',
      method: 'post',
      path: '/v1/runs/finish',
      tag: 'Creations',
      summary: 'Finish a run',
      description:
        'Records the objects that the run created or rotated and delivered to Terraform: no ' +
        'later run ever replaces them. Afterwards, nothing more is written on ' +
        `behalf of the run afterwards. ${HEADERS}`,
      access: 'team',
      narrowed: 'allowed',
      needs: 'run',
      body: finishRunBody,
      status: 204,
      failures: ['run_ended'],
      handle: ({ caller, body }) =>
        service.finish(caller, {
          ids: body.ids,
          secretVersions: body.secret_versions,
          more: body.more,
        }),
    }),
    defineEndpoint({
      operationId: 'cutOffRun',
      method: 'post',
      path: '/v1/runs/cut-off',
      tag: 'Creations',
      summary: 'Report that a run has lost its connection to Terraform',
      description:
        'An object that the run created and that is not recorded is abandoned. A later run that ' +
        'creates the same object replaces it, if it is certain that no state holds it. ' +
        `Nothing is written on behalf of the run afterwards. ${HEADERS}`,
      access: 'team',
      narrowed: 'allowed',
      needs: 'run',
      status: 204,
      failures: ['invalid_request'],
      handle: ({ caller }) => service.cutOff(caller),
    }),
  ];
}
