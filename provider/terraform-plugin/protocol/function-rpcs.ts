import type { AttributeType } from '../framework/attribute-type';
import type { FunctionSignature } from '../framework/provider-server';
import { decodeDynamicValue, encodeDynamicValue } from './dynamic-value';
import type { RpcContext, RpcHandlers } from './rpc';
import { defineRpc } from './rpc';
import { functionsToWire } from './schema-to-wire';
import * as wire from './tfplugin6-messages';

export function functionRpcs(context: RpcContext): RpcHandlers {
  return {
    ...defineRpc(context, {
      name: 'GetFunctions',
      request: wire.empty,
      response: wire.getFunctionsResponse,
      handle: () => ({
        functions: functionsToWire(context.providerServer().getProviderSchema().functions),
      }),
      failed: (diagnostics) => ({ diagnostics }),
    }),
    ...defineRpc(context, {
      name: 'CallFunction',
      request: wire.callFunctionRequest,
      response: wire.callFunctionResponse,
      async handle({ name, arguments: wireArguments }) {
        const server = context.providerServer();
        const signature = server.functionSignature(name);
        if (signature === undefined) {
          throw new Error(`The provider has no function called "${name}".`);
        }
        const called = await server.callFunction({
          name,
          arguments: wireArguments.map((argument, index) =>
            decodeDynamicValue(argument, parameterType(signature, index)),
          ),
        });
        return 'error' in called
          ? { error: { text: called.error.text, functionArgument: called.error.argument } }
          : { result: encodeDynamicValue(called.result, signature.returns) };
      },
      failed: (diagnostics) => ({
        error: { text: diagnostics.map(({ detail }) => detail).join('\n') },
      }),
    }),
  };
}

function parameterType(signature: FunctionSignature, index: number): AttributeType {
  const parameter = signature.parameters[index] ?? signature.variadicParameter;
  if (parameter === undefined) {
    throw new Error(`The function takes ${signature.parameters.length} arguments.`);
  }
  return parameter.type;
}
