import type { UnitOfWork } from '../database/unit-of-work';
import { defineEndpoint, type Endpoint } from '../http/endpoint';
import { confirmCreationsBody } from './creation-schemas';
import type { Creations } from './creations';

export function createCreationEndpoints(dependencies: {
  creations: Creations;
  unitOfWork: UnitOfWork;
}): Endpoint[] {
  const { creations, unitOfWork } = dependencies;
  return [
    defineEndpoint({
      operationId: 'confirmCreations',
      method: 'post',
      path: '/v1/creations/confirm',
      tag: 'Creations',
      summary: 'Confirm that created resources are known',
      description:
        'A resource that a Terraform run created stays unconfirmed until its first use, until this ' +
        'call names it, or for 24 hours; a later run that creates the same replaces an unconfirmed ' +
        'one. IDs that the caller did not create are passed over.',
      access: 'team',
      body: confirmCreationsBody,
      status: 204,
      handle: ({ caller, body }) =>
        unitOfWork.run(() => creations.confirm(body.ids, caller.principal.id)),
    }),
  ];
}
