/** A shape that a request must not have, in JSON Schema, with the reason in words. */
export type ForbiddenShape = Readonly<Record<string, unknown>> & { readonly description: string };

/**
 * Rules between the fields of an object, as shapes that it must not have. `not` is the one keyword for this
 * that client generators ignore. With `oneOf` they invent classes.
 */
export function forbidding(...shapes: readonly ForbiddenShape[]): object {
  return { not: anyOf(shapes) };
}

export function together(first: string, second: string): ForbiddenShape {
  return { description: `\`${first}\` and \`${second}\` are both given.`, ...has(first, second) };
}

export function neither(first: string, second: string): ForbiddenShape {
  return {
    description: `Neither \`${first}\` nor \`${second}\` is given.`,
    ...lacks(first, second),
  };
}

export function without(field: string, needed: string): ForbiddenShape {
  return {
    description: `\`${field}\` is given without \`${needed}\`.`,
    ...has(field),
    ...lacks(needed),
  };
}

/** `field` is given, but `other` is not `value` or is absent. */
export function unlessSaid(field: string, other: string, value: string): ForbiddenShape {
  return {
    description: `\`${field}\` is given, but \`${other}\` is not \`${value}\`.`,
    ...has(field),
    not: says(other, { const: value }),
  };
}

/** `field` is given, but `other` is given and not `value`. */
export function contradicting(field: string, other: string, value: string): ForbiddenShape {
  const { required, properties } = says(other, { not: { const: value } });
  return {
    description: `\`${field}\` is given, but \`${other}\` is set to something other than \`${value}\`.`,
    required: [field, ...required],
    properties: { [field]: {}, ...properties },
  };
}

/** `other` is `value`, and none of the fields that this needs is given. */
export function missing(other: string, value: string, ...fields: string[]): ForbiddenShape {
  const names = fields.map((field) => `\`${field}\``);
  const absence =
    names.length === 1 ? `${names.join()} is missing` : `neither ${names.join(' nor ')} is given`;
  return {
    description: `\`${other}\` is \`${value}\`, but ${absence}.`,
    ...says(other, { const: value }),
    ...lacks(...fields),
  };
}

/** Each of these fields is given and has a value of its schema. */
export function saying(
  description: string,
  values: Readonly<Record<string, object>>,
): ForbiddenShape {
  return { description, required: Object.keys(values), properties: values };
}

/** `field` is absent, and the others are absent or have a value of their schema. */
export function omitting(
  description: string,
  field: string,
  values: Readonly<Record<string, object>>,
): ForbiddenShape {
  return { description, properties: values, ...lacks(field) };
}

function says(field: string, value: object) {
  return { required: [field], properties: { [field]: value } };
}

/** Each field is described, because linters report a required field without a description. */
function has(...fields: readonly string[]) {
  return {
    required: fields,
    properties: Object.fromEntries(fields.map((field) => [field, {}])),
  };
}

function lacks(...fields: readonly string[]) {
  return { not: anyOf(fields.map((field) => has(field))) };
}

function anyOf(schemas: readonly object[]): object {
  return schemas.length === 1 ? (schemas[0] ?? {}) : { anyOf: schemas };
}
