import type { AttributeSpec } from '../framework/attribute';
import type { Value } from '../framework/value';

/**
 * What the definition of an attribute says besides its description, each as one line of Markdown.
 * A description that already says it is not repeated.
 */
export function attributeFacts(spec: AttributeSpec): readonly string[] {
  return [
    ...defaultFact(spec),
    ...limitFacts(spec),
    ...replacementFact(spec),
    ...(spec.deprecated === undefined ? [] : [`Deprecated: ${spec.deprecated}`]),
  ];
}

function defaultFact({ default: value, description }: AttributeSpec): readonly string[] {
  if (value === undefined || /\bdefaults? to\b/i.test(description)) return [];
  return [`Defaults to \`${literal(value)}\`.`];
}

/** A value as HCL writes it. */
export function literal(value: Value): string {
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'object' && value !== null && value.constructor === undefined) {
    const entries = Object.entries(value).map(([name, inner]) => `${name} = ${literal(inner)}`);
    return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
  }
  return String(value);
}

function limitFacts({ validators }: AttributeSpec): readonly string[] {
  const limits = new Set(validators.map(({ description }) => description));
  limits.delete('');
  return limits.size === 0 ? [] : [`Allowed: ${[...limits].join('; ')}.`];
}

function replacementFact(spec: AttributeSpec): readonly string[] {
  if (/\breplace/i.test(spec.description)) return [];
  if (spec.requiresReplace === true) return ['Changing this replaces the resource.'];
  return replacesSometimes(spec) ? ['Some changes of this replace the resource.'] : [];
}

export function replacesSometimes({ requiresReplace, mayReplace }: AttributeSpec): boolean {
  return typeof requiresReplace === 'function' || (requiresReplace === false && mayReplace);
}
