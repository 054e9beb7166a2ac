import {
  defineProvider,
  isUnknown,
  type ObjectValue,
  type Provider,
  type Resource,
} from '../../../provider/terraform-plugin';
import { serviceAccountResource } from '../../../provider/resources/service-account';
import { serviceAccountKeyResource } from '../../../provider/resources/service-account-key';
import { memoryAnswers, type MemoryAnswers } from './memory-answers';

/**
 * Shows what Terraform, the protocol and the framework cost with Keyplane's schemas, and nothing
 * else. Each resource exists only in its state, so a read returns what the state has.
 */
export function createMemoryProvider(version: string): Provider<null> {
  return defineProvider({
    name: 'memory',
    version,
    description: 'Resources of the schemas of Keyplane that only live in memory.',
    schema: {},
    configure: () => null,
    resources: [
      inMemory(serviceAccountResource, 'memory_service_account', memoryAnswers.account),
      inMemory(serviceAccountKeyResource, 'memory_service_account_key', memoryAnswers.key),
    ],
  });
}

function inMemory(
  { description, version, deprecated, schema, timeouts }: Resource<never>,
  name: string,
  answer: MemoryAnswers,
): Resource<null> {
  return {
    name,
    description,
    version,
    deprecated,
    schema,
    ...(timeouts === undefined ? {} : { timeouts }),
    validators: [],
    upgradeState: {},
    moveState: [],
    handlers: {
      create: async (plan) => answered(plan, answer()),
      read: async (state) => state,
      update: async (plan, state) => answered(plan, state),
      delete: async () => {},
    },
  };
}

function answered(plan: ObjectValue, answer: ObjectValue): ObjectValue {
  return Object.fromEntries(
    Object.entries(plan).map(([name, value]) => [
      name,
      isUnknown(value) ? (answer[name] ?? null) : value,
    ]),
  );
}
