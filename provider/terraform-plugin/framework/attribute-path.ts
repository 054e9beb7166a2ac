/**
 * The place of a value inside an object, from the outermost step to the innermost: names of
 * attributes, indexes of lists and keys of maps.
 */
export type AttributePath = readonly AttributePathStep[];

/**
 * One step of a path: the name of an attribute, the key of a map, or the index of a list, which
 * starts at 0.
 */
export type AttributePathStep =
  | { readonly attribute: string }
  | { readonly elementKeyString: string }
  | { readonly elementKeyInt: number };

/**
 * Builds a path. A text is the name of an attribute, and a number the index of a list.
 *
 * @example
 * attributePath('rules', 0, 'cidr'); // rules[0].cidr
 */
export function attributePath(...steps: readonly (string | number)[]): AttributePath {
  return steps.map((step) =>
    typeof step === 'number' ? { elementKeyInt: step } : { attribute: step },
  );
}
