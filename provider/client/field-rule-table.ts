import type { RuledCollection } from './extract-field-rules';
import type { FieldRules } from './field-rule';
import table from './generated/field-rules.json';

/** The rules of the fields that a create of each collection has, from the API's document. */
export const FIELD_RULES: Readonly<Record<RuledCollection, FieldRules>> = table;
