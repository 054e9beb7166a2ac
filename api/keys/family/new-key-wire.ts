import { z } from '../../http/wire';
import { rotationFrom } from '../declared-rotation';
import { deliveryShape, wantedDelivery } from '../delivery/delivery-wire';
import { expiryShape } from '../key-wire';
import { declaredRotationBody } from '../rotation-schemas';

/** What the body of every create says about the key itself. */
export const newKeyShape = {
  ...expiryShape,
  enabled: z.boolean().default(true),
  rotation: declaredRotationBody.optional(),
  ...deliveryShape,
};

export type NewKeyShape = typeof newKeyShape;

export function newKeyFrom(
  body: z.output<z.ZodObject<NewKeyShape>> & { readonly claimant_id?: string | undefined },
) {
  return {
    expiresAt: body.expires_at,
    expiresIn: body.expires_in,
    enabled: body.enabled,
    rotation: rotationFrom(body.rotation),
    delivery: wantedDelivery(body),
  };
}
