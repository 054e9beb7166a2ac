import { add, isLess, multiply, ONE, parseDecimal, ZERO, type Decimal } from '../domain/decimal';
import { Failure, type FieldFailure } from '../domain/failure';
import { nanosOf, type Money } from '../domain/money';
import { pointerStep } from '../lib/json-pointer';
import type { ModelParameter, ServiceModel } from './service';

/** A request's parameters as exact decimals, by name. */
export type ParameterValues = Readonly<Record<string, string>>;

/**
 * What one request costs: exact until the sum, which is rounded half up to billionths once (S3).
 * @throws Failure `invalid_request`, naming every parameter that is missing, unknown or out of range
 */
export function requestCost(model: ServiceModel, given: ParameterValues): Money {
  const values = parameterValues(model, given);
  const parts = model.prices.map(({ price, quantities }) =>
    quantities.map((name) => values.get(name) ?? ONE).reduce(multiply, parseDecimal(price)),
  );
  return { nanos: nanosOf(parts.reduce(add, ZERO)), currency: model.currency };
}

function parameterValues(
  { name, parameters }: ServiceModel,
  given: ParameterValues,
): ReadonlyMap<string, Decimal> {
  const known = new Set(parameters.map((parameter) => parameter.name));
  const errors: FieldFailure[] = Object.keys(given)
    .filter((key) => !known.has(key))
    .map((key) =>
      invalidParameter(
        key,
        'unknown_parameter',
        `The model "${name}" has no parameter ${key}. It has: ` +
          `${[...known].join(', ') || 'none'}.`,
      ),
    );
  const values = new Map<string, Decimal>();
  for (const parameter of parameters) {
    const text = Object.hasOwn(given, parameter.name)
      ? given[parameter.name]
      : (parameter.defaultValue ?? undefined);
    const value = text === undefined ? undefined : parseDecimal(text);
    const error = parameterError(parameter, value);
    if (error !== undefined) errors.push(error);
    else if (value !== undefined) values.set(parameter.name, value);
  }
  const [first] = errors;
  if (first !== undefined) throw new Failure('invalid_request', first.message, { errors });
  return values;
}

function parameterError(
  { name, minimum, maximum }: ModelParameter,
  value: Decimal | undefined,
): FieldFailure | undefined {
  if (value === undefined) {
    return invalidParameter(name, 'missing_parameter', `The parameter ${name} is required.`);
  }
  if (isLess(value, parseDecimal(minimum))) {
    return invalidParameter(
      name,
      'out_of_range',
      `The parameter ${name} must be at least ${minimum}.`,
    );
  }
  if (maximum !== null && isLess(parseDecimal(maximum), value)) {
    return invalidParameter(
      name,
      'out_of_range',
      `The parameter ${name} must be at most ${maximum}.`,
    );
  }
  return undefined;
}

function invalidParameter(name: string, code: string, message: string): FieldFailure {
  const pointer = `/parameters/${pointerStep(name)}`;
  return { pointer, code, message };
}
