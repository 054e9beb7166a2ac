import type { FieldRule } from '../client';

/** What the API allows in a field, in words for the documentation. Empty if there is no limit. */
export function ruleWords(rule: FieldRule): string {
  const { items, additionalProperties, maxProperties } = rule;
  return [
    ...valueWords(rule),
    ...countWords(rule),
    ...(maxProperties === undefined ? [] : [`at most ${maxProperties} entries`]),
    ...[items, additionalProperties].flatMap((inner) => eachWords(inner)),
  ].join('; ');
}

function eachWords(rule: FieldRule | undefined): readonly string[] {
  const words = rule === undefined ? '' : ruleWords(rule);
  return words === '' ? [] : [`each ${words}`];
}

function valueWords(rule: FieldRule): readonly string[] {
  const { 'x-must-be': mustBe, enum: allowed, minLength = 0, maxLength } = rule;
  if (mustBe !== undefined) return [mustBe];
  if (allowed !== undefined) return [`one of ${allowed.map((each) => `\`${each}\``).join(', ')}`];
  if (maxLength === undefined) return [];
  return [
    minLength === 0 ? `at most ${maxLength} characters` : `${minLength} to ${maxLength} characters`,
  ];
}

function countWords({ minItems = 0, maxItems }: FieldRule): readonly string[] {
  if (maxItems === undefined) return minItems === 0 ? [] : [`at least ${elements(minItems)}`];
  return [
    minItems === 0 ? `at most ${elements(maxItems)}` : `${minItems} to ${elements(maxItems)}`,
  ];
}

function elements(count: number): string {
  return count === 1 ? '1 element' : `${count} elements`;
}
