/**
 * The rules in the API's document about one field of a request, as far as a value can be checked
 * against them.
 */
export interface FieldRule {
  readonly type?: string | readonly string[];
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly format?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly maxProperties?: number;
  readonly items?: FieldRule;
  readonly properties?: Readonly<Record<string, FieldRule>>;
  readonly additionalProperties?: FieldRule;
  readonly propertyNames?: FieldRule;
  readonly anyOf?: readonly FieldRule[];
  /** What the value must be, in words. */
  readonly 'x-must-be'?: string;
  readonly 'x-minimum-period'?: string;
  readonly 'x-maximum-period'?: string;
}

/** The rules by the name of the field. */
export type FieldRules = Readonly<Record<string, FieldRule>>;
