import type { Parameter, ProviderFunction } from '../framework/provider-function';
import type { PageSection } from './page';
import { codeBlock } from './page';
import { signatureType, typeText } from './type-text';

/** The signature, the arguments and the result of a function. */
export function functionSections(definition: ProviderFunction): readonly PageSection[] {
  const { parameters, variadicParameter, returns } = definition;
  return [
    { title: 'Signature', text: codeBlock('text', signatureOf(definition)) },
    ...(parameters.length === 0
      ? []
      : [{ title: 'Arguments', text: parameters.map(argumentLine).join('\n') }]),
    ...(variadicParameter === undefined
      ? []
      : [{ title: 'Variadic Argument', text: argumentLine(variadicParameter, 0) }]),
    { title: 'Return Type', text: `\`${signatureType(returns.type)}\`` },
  ];
}

function signatureOf({ name, parameters, variadicParameter, returns }: ProviderFunction): string {
  const named = parameters.map(signaturePart);
  const rest = variadicParameter === undefined ? [] : [`${signaturePart(variadicParameter)}...`];
  return `${name}(${[...named, ...rest].join(', ')}) ${signatureType(returns.type)}`;
}

function signaturePart({ name, kind }: Parameter): string {
  return `${name} ${signatureType(kind.type)}`;
}

function argumentLine({ name, kind, description, allowNull }: Parameter, index: number): string {
  const nullable = allowNull ? ', Nullable' : '';
  return `${index + 1}. \`${name}\` (${typeText(kind.type)}${nullable}) ${description}`;
}
