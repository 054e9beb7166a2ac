export const BILLING_POLICIES = ['free', 'pay_as_you_go'] as const;

export type BillingPolicy = (typeof BILLING_POLICIES)[number];

/** What the platform offers, and how it may be paid. */
export interface Service {
  /** An ID that the operator chose and never gives to another service. */
  readonly id: string;
  readonly name: string;
  readonly description: string | null;
  /**
   * Whether every team's free key may call the service. Then, and only then, `free` is among its billing
   * policies.
   */
  readonly free: boolean;
  readonly billingPolicies: readonly BillingPolicy[];
  readonly models: readonly ServiceModel[];
}

/** A priced variant of a service. One request costs the sum of its prices. */
export interface ServiceModel {
  readonly id: string;
  readonly name: string;
  readonly currency: string;
  readonly parameters: readonly ModelParameter[];
  readonly prices: readonly Price[];
}

/** What a request's cost depends on, such as how many tokens it reads. Numbers are exact decimals. */
export interface ModelParameter {
  readonly name: string;
  readonly description: string | null;
  /** Used if a request does not give one; null if a request must give one. */
  readonly defaultValue: string | null;
  readonly minimum: string;
  readonly maximum: string | null;
}

/** `price` times the product of the parameters in `quantities`. If there are none, a price per request. */
export interface Price {
  readonly price: string;
  readonly unit: string;
  readonly quantities: readonly string[];
}
