import { afterwards } from '../lib/awaitable';
import { defineEndpoint, type Endpoint } from '../http/endpoint';
import { permissionSentence } from '../http/permission-sentence';
import { plainVerifyKeyBody } from './plain-verify-key-body';
import {
  callFrom,
  verificationAnswer,
  verificationToJson,
  verifyKeyBody,
} from './verification-schemas';
import type { VerificationService } from './verification-service';

export function createVerificationEndpoints(service: VerificationService): Endpoint[] {
  return [
    defineEndpoint({
      operationId: 'verifyKey',
      method: 'post',
      path: '/v1/keys/verify',
      tag: 'Verification',
      summary: 'Ask whether a key is valid',
      description:
        'Judges the key, its owner, its roles and its team as they are now. **The verdict is ' +
        'in the body**: the status is 200 for every verdict, even for an unknown key, so ' +
        'read `valid`. A gateway that needs the verdict as a status asks `/v1/forward-auth` ' +
        `instead. ${permissionSentence('keys.verify')} Callers can verify the keys of their ` +
        'own team, and the operator can verify the keys of every team. Application keys are ' +
        'never valid here. For a token of a service key, the answer says whether it may call ' +
        'this `service_id` and `model_id`, and `reserve` reserves what the call costs.',
      // The operator belongs to no team, so the service asks for `keys.verify` itself.
      access: 'authenticated',
      judges: ['keys.verify'],
      narrowed: 'allowed',
      hot: true,
      body: verifyKeyBody,
      plainBody: plainVerifyKeyBody,
      status: 200,
      response: verificationAnswer,
      failures: [
        'insufficient_permissions',
        'rate_limited',
        'insufficient_funds',
        'charge_conflict',
        'wrong_charge_state',
      ],
      handle: ({ caller, body }) => {
        const verification = service.verify(caller, {
          presented: body.secret ?? body.token ?? '',
          audience: body.audience ?? null,
          permissions: body.permissions,
          call: callFrom(body),
        });
        return afterwards(verification, (known) => ({ body: verificationToJson(known) }));
      },
    }),
  ];
}
