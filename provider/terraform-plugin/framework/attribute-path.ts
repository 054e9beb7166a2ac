/** Where in a value: attribute names and list indexes or map keys, outermost first. */
export type AttributePath = readonly AttributePathStep[];

export type AttributePathStep =
  | { readonly attribute: string }
  | { readonly elementKeyString: string }
  | { readonly elementKeyInt: number };

/**
 * `attributePath('expiry', 0)` is the path of `expiry[0]`.
 *
 * @example
 * diagnostics.error({ summary, detail, attribute: attributePath('rules', 0, 'cidr') });
 */
export function attributePath(...steps: readonly (string | number)[]): AttributePath {
  return steps.map((step) =>
    typeof step === 'number' ? { elementKeyInt: step } : { attribute: step },
  );
}
