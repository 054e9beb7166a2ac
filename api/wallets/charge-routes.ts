import { parseNanos } from '../domain/money';
import { defineEndpoint, type Endpoint } from '../http/endpoint';
import type { ChargeService } from './charge-service';
import { chargeParamsSchema, chargeSchema, chargeToWire, settleSchema } from './wallet-schemas';

const tag = 'Charges';

/** The charge that a verification reserved. */
export function createChargeEndpoints(charges: ChargeService): Endpoint[] {
  return [
    defineEndpoint({
      operationId: 'getCharge',
      method: 'get',
      path: '/v1/charges/{charge_id}',
      tag,
      summary: 'Get a charge',
      access: 'keys.verify',
      params: chargeParamsSchema,
      status: 200,
      response: chargeSchema,
      async handle({ caller, params }) {
        return { body: chargeToWire(await charges.find(caller, params.charge_id)) };
      },
    }),
    defineEndpoint({
      operationId: 'settleCharge',
      method: 'post',
      path: '/v1/charges/{charge_id}/settle',
      tag,
      summary: 'Settle a charge with what the call cost',
      access: 'keys.verify',
      description:
        'Settling again with the same amount gets the same answer. Another amount is refused.',
      params: chargeParamsSchema,
      body: settleSchema,
      status: 200,
      response: chargeSchema,
      failures: ['insufficient_funds', 'charge_conflict', 'wrong_charge_state'],
      async handle({ caller, params, body }) {
        const nanos = body.amount === undefined ? undefined : parseNanos(body.amount);
        return { body: chargeToWire(await charges.settle(caller, params.charge_id, nanos)) };
      },
    }),
    defineEndpoint({
      operationId: 'releaseCharge',
      method: 'post',
      path: '/v1/charges/{charge_id}/release',
      tag,
      summary: 'Release what was reserved for a call that cost nothing',
      access: 'keys.verify',
      params: chargeParamsSchema,
      status: 200,
      response: chargeSchema,
      failures: ['wrong_charge_state'],
      async handle({ caller, params }) {
        return { body: chargeToWire(await charges.release(caller, params.charge_id)) };
      },
    }),
    defineEndpoint({
      operationId: 'reverseCharge',
      method: 'post',
      path: '/v1/charges/{charge_id}/reverse',
      tag,
      summary: 'Reverse a charge, and return what the call cost',
      access: 'keys.verify',
      description: 'The whole amount is returned. A charge can be reversed only once.',
      params: chargeParamsSchema,
      status: 200,
      response: chargeSchema,
      failures: ['wrong_charge_state'],
      async handle({ caller, params }) {
        return { body: chargeToWire(await charges.reverse(caller, params.charge_id)) };
      },
    }),
  ];
}
