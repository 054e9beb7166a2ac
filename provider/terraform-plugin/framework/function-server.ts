import { DiagnosticError } from './diagnostics';
import type { Logger } from './logger';
import { fromModel, ModelFault, toModel } from './model-conversion';
import { isNumberValue, valueToDouble } from './number-text';
import { FunctionArgumentError, type ProviderFunction } from './provider-function';
import type { FunctionError, FunctionSignature } from './provider-server';
import type { Value } from './value';

export function describeFunction(definition: ProviderFunction): FunctionSignature {
  const describe = (parameter: ProviderFunction['parameters'][number]) => ({
    name: parameter.name,
    type: parameter.kind.type,
    description: parameter.description,
    allowNull: parameter.allowNull,
    allowUnknown: false,
  });
  const { variadicParameter } = definition;
  return {
    summary: definition.summary,
    description: definition.description,
    parameters: definition.parameters.map(describe),
    returns: definition.returns.type,
    ...(variadicParameter === undefined ? {} : { variadicParameter: describe(variadicParameter) }),
  };
}

/** If possible, the failure of a function names the argument. The user sees no stack trace. */
export async function callFunction(
  definition: ProviderFunction,
  args: readonly Value[],
  logger: Logger,
): Promise<{ result: Value } | { error: FunctionError }> {
  const tooLong = args.findIndex((arg) => isNumberValue(arg) && valueToDouble(arg) === undefined);
  if (tooLong !== -1) {
    return { error: { text: 'The number has more digits than can be kept.', argument: tooLong } };
  }
  try {
    const models = args.map((arg, index) => {
      const parameter = definition.parameters[index] ?? definition.variadicParameter;
      return parameter === undefined ? arg : toModel(parameter.kind.type, arg);
    });
    return { result: fromModel(definition.returns.type, await definition.call(...models), []) };
  } catch (error) {
    return { error: describeFailure(definition.name, error, logger) };
  }
}

function describeFailure(name: string, error: unknown, logger: Logger): FunctionError {
  if (error instanceof FunctionArgumentError) {
    return { text: error.message, argument: error.argument };
  }
  if (error instanceof DiagnosticError) return { text: error.message };
  const cause = error instanceof Error ? (error.stack ?? error.message) : String(error);
  logger.error(`Function ${name} failed`, { error: cause });
  return {
    text:
      error instanceof ModelFault
        ? `Fault in the provider: the result of ${name} ${error.message}.`
        : `Unexpected error in ${name}. Run again with TF_LOG=error to see the cause.`,
  };
}
