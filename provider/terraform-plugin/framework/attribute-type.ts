/** A type constraint of Terraform's type system; its JSON form is cty's (`"string"`, `["list","string"]`, …). */
export type AttributeType =
  | 'string'
  | 'number'
  | 'bool'
  | { readonly kind: 'list' | 'set' | 'map'; readonly element: AttributeType }
  | { readonly kind: 'object'; readonly attributes: Readonly<Record<string, AttributeType>> };
