/**
 * A type of Terraform's type system. Its JSON form is that of cty: `"string"`, `["list","string"]`
 * and so on.
 */
export type AttributeType =
  | 'string'
  | 'number'
  | 'bool'
  | { readonly kind: 'list' | 'set' | 'map'; readonly element: AttributeType }
  | { readonly kind: 'object'; readonly attributes: Readonly<Record<string, AttributeType>> };
