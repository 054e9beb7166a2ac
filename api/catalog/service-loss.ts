import type { BillingPolicy, Service } from './service';

/** What a service key has enabled, as far as a catalog can take it from the key. */
export interface ServiceUse {
  readonly serviceId: string;
  readonly billingPolicy: BillingPolicy;
  /** If empty, every model of the service. */
  readonly modelIds: readonly string[];
}

export type LossReason =
  'service_removed' | 'policy_not_offered' | 'model_removed' | 'currency_changed';

/** Something that a service key could call before a catalog was loaded, and cannot call after. */
export interface ServiceLoss {
  readonly serviceId: string;
  readonly billingPolicy: BillingPolicy;
  readonly reason: LossReason;
  /** The models that are lost, if the service itself is not. */
  readonly modelIds: readonly string[];
}

type Services = ReadonlyMap<string, Service>;

/** Whether the catalog still offers the service in the way in which the key has enabled it. */
export function isOffered(
  { billingPolicy }: Pick<ServiceUse, 'billingPolicy'>,
  service: Service | undefined,
): service is Service {
  return service?.billingPolicies.includes(billingPolicy) === true;
}

/** `undefined` if the key loses nothing now. What it had lost before is not a new loss. */
export function lossOf(
  use: ServiceUse,
  before: Services,
  after: Services,
): ServiceLoss | undefined {
  const { serviceId, billingPolicy } = use;
  const [then, now] = [before.get(serviceId), after.get(serviceId)];
  if (!isOffered(use, then)) return undefined;
  const lost = (reason: LossReason, modelIds: readonly string[] = []): ServiceLoss => ({
    serviceId,
    billingPolicy,
    reason,
    modelIds,
  });
  if (now === undefined) return lost('service_removed');
  if (!isOffered(use, now)) return lost('policy_not_offered');
  const had = use.modelIds.flatMap((id) => then.models.find((model) => model.id === id) ?? []);
  const removed = had.filter(({ id }) => !now.models.some((model) => model.id === id));
  if (removed.length > 0) return lost('model_removed', idsOf(removed));
  // A wallet has one currency and cannot pay in any other.
  const changed = had.filter(({ id, currency }) =>
    now.models.some((model) => model.id === id && model.currency !== currency),
  );
  const isPaid = billingPolicy === 'pay_as_you_go';
  return isPaid && changed.length > 0 ? lost('currency_changed', idsOf(changed)) : undefined;
}

/** The services that some key may lose. A load that only adds services looks at no keys. */
export function lossyServiceIds(before: Services, after: Services): readonly string[] {
  return [...before.values()]
    .filter(({ id, billingPolicies, models }) =>
      billingPolicies.some(
        (billingPolicy) =>
          lossOf({ serviceId: id, billingPolicy, modelIds: idsOf(models) }, before, after) !==
          undefined,
      ),
    )
    .map(({ id }) => id);
}

const REASONS: Readonly<Record<LossReason, (loss: ServiceLoss) => string>> = {
  service_removed: () => 'no longer in the catalog',
  policy_not_offered: ({ billingPolicy }) =>
    `no longer offered with the billing policy ${billingPolicy}`,
  model_removed: ({ modelIds }) => `no longer offers the model ${modelIds.join(', ')}`,
  currency_changed: ({ modelIds }) =>
    `now has another currency for the model ${modelIds.join(', ')}`,
};

/** A phrase such as `text (no longer offered as free)`. */
export function describeLoss(loss: ServiceLoss): string {
  return `${loss.serviceId} (${REASONS[loss.reason](loss)})`;
}

function idsOf(models: readonly { readonly id: string }[]): string[] {
  return models.map(({ id }) => id);
}
