import { type AttributeSpec, isConfigurable, type Schema } from './attribute';
import { type AttributePath, attributePath, type AttributePathStep } from './attribute-path';
import type { AttributeType } from './attribute-type';
import type { ConfigValidator } from './config-validator';
import type { Awaitable, ValidateContext } from './context';
import { createDiagnosticList, type DiagnosticCollector, formatPath } from './diagnostics';
import { objectToModel, toModel } from './model-conversion';
import type { WithDiagnostics } from './provider-server';
import { isNumberValue, valueToDouble } from './number-text';
import { placedProblems } from './validator';
import { isUnknown, type ObjectValue, type Value } from './value';
import { isList, isObject, isWhollyKnown } from './value-comparison';

export interface Validatable {
  readonly schema: Schema;
  readonly validators: readonly ConfigValidator<string>[];
  readonly handlers: {
    validateConfig?(config: ObjectValue, context: ValidateContext): Awaitable<void>;
  };
}

/**
 * Every rule of the schema and of the definition; unknown values are judged once they are known.
 */
export async function validateConfig(
  { schema, validators, handlers }: Validatable,
  config: ObjectValue,
): Promise<WithDiagnostics> {
  const diagnostics = createDiagnosticList();
  validateAttributes(schema, config, { diagnostics, phase: 'validation' }, []);
  for (const validator of validators) {
    const problem = validator.check(config);
    if (problem !== undefined) diagnostics.error(problem);
  }
  await handlers.validateConfig?.(objectToModel(schema, config), { diagnostics });
  return { diagnostics: diagnostics.all };
}

/**
 * The rules that `validateConfig` leaves to the plan, to a read and to the opening of an ephemeral
 * resource. These get values of the service itself, and never those of a mock.
 */
export function judgeConfig(
  schema: Schema,
  config: ObjectValue,
  diagnostics: DiagnosticCollector,
): void {
  validateAttributes(schema, config, { diagnostics, phase: 'plan' }, []);
}

interface Judgment {
  readonly diagnostics: DiagnosticCollector;
  readonly phase: 'validation' | 'plan';
}

/** `terraform test` gives a computed text of a mocked provider as eight letters and digits. */
const MOCKED = /^[a-z0-9]{8}$/;

function validateAttributes(
  schema: Schema,
  config: ObjectValue,
  judgment: Judgment,
  at: AttributePath,
): void {
  const { diagnostics, phase } = judgment;
  for (const [name, { spec }] of Object.entries(schema)) {
    const value = config[name] ?? null;
    const path = [...at, ...attributePath(name)];
    if (value === null) {
      if (spec.presence === 'required' && phase === 'validation') diagnostics.error(missing(path));
    } else if (isConfigurable(spec)) {
      validateValue(spec, value, path, judgment);
    } else if (phase === 'validation') {
      diagnostics.error(readOnly(path));
    }
  }
}

function validateValue(
  spec: AttributeSpec,
  value: Value,
  path: AttributePath,
  judgment: Judgment,
): void {
  const { diagnostics, phase } = judgment;
  if (spec.deprecated !== undefined && phase === 'validation') {
    diagnostics.warning({
      summary: 'Deprecated attribute',
      detail: `\`${formatPath(path)}\` is deprecated: ${spec.deprecated}`,
      attribute: path,
    });
  }
  if (isUnknown(value)) return;
  const fault = shapeFault(spec.type, value);
  if (fault !== undefined) {
    if (phase === 'validation') {
      diagnostics.error(invalid(fault.message, spec, path, fault.path));
    }
    return;
  }
  const known = isWhollyKnown(value);
  for (const rule of spec.validators) {
    if (!known && rule.acceptsPartlyUnknown !== true) continue;
    for (const problem of placedProblems(rule.check(toModel(spec.type, value)))) {
      const isForPlan = problem.isForPlan === true || isMocked(partAt(value, problem.path));
      if (isForPlan !== (phase === 'plan')) continue;
      diagnostics.error(invalid(problem.message, spec, path, problem.path));
    }
  }
  validateNested(spec, value, path, judgment);
}

function validateNested(
  spec: AttributeSpec,
  value: Value,
  path: AttributePath,
  judgment: Judgment,
): void {
  if (spec.nested === undefined) return;
  const { nesting, schema } = spec.nested;
  const check = (element: Value, at: AttributePath): void => {
    if (isObject(element)) validateAttributes(schema, element, judgment, at);
  };
  if (nesting === 'single') return check(value, path);
  if (isList(value)) {
    value.forEach((item, i) => check(item, within(spec, path, [{ elementKeyInt: i }])));
  } else if (isObject(value)) {
    for (const [key, item] of Object.entries(value))
      check(item, [...path, { elementKeyString: key }]);
  }
}

/** Members of a set have no path of their own: the path that Terraform gets ends at the set. */
function within(spec: AttributeSpec, path: AttributePath, inner: AttributePath): AttributePath {
  return isSet(spec) ? path : [...path, ...inner];
}

function isSet({ type }: AttributeSpec): boolean {
  return typeof type !== 'string' && type.kind === 'set';
}

/**
 * The name of the place in a message. In a set it names the attribute, because the path ends at the
 * set.
 */
function nameOf(spec: AttributeSpec, path: AttributePath, inner: AttributePath): string {
  const [, ...inMember] = inner;
  if (!isSet(spec) || inMember.length === 0) return `\`${formatPath(within(spec, path, inner))}\``;
  return `\`${formatPath(inMember)}\` of a member of \`${formatPath(path)}\``;
}

interface ShapeFault {
  readonly message: string;
  /** The path relative to the value. */
  readonly path: AttributePath;
}

/** A fault that is not allowed in any attribute, whatever its own rules are. */
function shapeFault(type: AttributeType, value: Value): ShapeFault | undefined {
  if (isNumberValue(value) && valueToDouble(value) === undefined) {
    return { message: 'has more digits than can be kept', path: [] };
  }
  for (const { step, part, partType } of partsOf(type, value)) {
    if (part === null) {
      if ('attribute' in step) continue;
      const isSet = typeof type !== 'string' && type.kind === 'set';
      return { message: isSet ? 'must not hold null' : 'must not be null', path: [step] };
    }
    const fault = shapeFault(partType, part);
    if (fault !== undefined) return { message: fault.message, path: [step, ...fault.path] };
  }
  return undefined;
}

interface Part {
  readonly step: AttributePathStep;
  readonly part: Value;
  readonly partType: AttributeType;
}

function partsOf(type: AttributeType, value: Value): readonly Part[] {
  if (typeof type === 'string') return [];
  if (isList(value)) {
    const partType = type.kind === 'object' ? type : type.element;
    return value.map((part, i) => ({ step: { elementKeyInt: i }, part, partType }));
  }
  if (!isObject(value)) return [];
  if (type.kind === 'object') {
    return Object.entries(type.attributes).map(([attribute, partType]) => ({
      step: { attribute },
      part: value[attribute] ?? null,
      partType,
    }));
  }
  return Object.entries(value).map(([key, part]) => ({
    step: { elementKeyString: key },
    part,
    partType: type.element,
  }));
}

function isMocked(value: Value): boolean {
  return typeof value === 'string' && MOCKED.test(value);
}

/** The part of the value at this path. Null if there is none. */
function partAt(value: Value, path: AttributePath): Value {
  return path.reduce<Value>((part, step) => {
    if ('elementKeyInt' in step) return isList(part) ? (part[step.elementKeyInt] ?? null) : null;
    const name = 'attribute' in step ? step.attribute : step.elementKeyString;
    return isObject(part) ? (part[name] ?? null) : null;
  }, value);
}

/** Terraform itself only requires that it is written, and accepts `null`. */
function missing(attribute: AttributePath) {
  return {
    summary: 'Missing attribute',
    detail: `\`${formatPath(attribute)}\` must be set, but is null here.`,
    attribute,
  };
}

function readOnly(attribute: AttributePath) {
  return {
    summary: 'Attribute cannot be set',
    detail: `\`${formatPath(attribute)}\` is read-only. Remove it from the configuration.`,
    attribute,
  };
}

function invalid(message: string, spec: AttributeSpec, path: AttributePath, inner: AttributePath) {
  return {
    summary: 'Invalid attribute value',
    detail: `${nameOf(spec, path, inner)} ${message}.`,
    attribute: within(spec, path, inner),
  };
}
