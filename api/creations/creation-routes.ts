import { defineEndpoint, type Endpoint } from '../http/endpoint';
import { confirmCreationsBody } from './creation-schemas';
import type { ConfirmationService } from './confirmation-service';

export function createCreationEndpoints(service: ConfirmationService): Endpoint[] {
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
        'one. So it is with the secret that a rotation makes, which its version names, and not the ' +
        'ID of its key. The creator confirms, and whoever of the team names the same ' +
        'Keyplane-Stack; all else is passed over.',
      access: 'team',
      body: confirmCreationsBody,
      status: 204,
      handle: ({ caller, body }) =>
        service.confirm(caller, { ids: body.ids, secretVersions: body.secret_versions }),
    }),
  ];
}
