import { parseJson } from '../../../../../provider/terraform-plugin/framework/json-number';
import type {
  ObjectType,
  ProviderServer,
} from '../../../../../provider/terraform-plugin/framework/provider-server';
import type { ObjectValue } from '../../../../../provider/terraform-plugin/framework/value';
import { isUnknown, unknown } from '../../../../../provider/terraform-plugin/framework/value';

const noteType: ObjectType = {
  kind: 'object',
  attributes: {
    id: 'string',
    text: 'string',
    amount: 'number',
    tags: { kind: 'set', element: 'string' },
    labels: { kind: 'map', element: 'string' },
    author: { kind: 'object', attributes: { name: 'string', age: 'number' } },
    secret: 'string',
  },
};

const emptyType: ObjectType = { kind: 'object', attributes: {} };
const plain = {
  required: false,
  optional: false,
  computed: false,
  sensitive: false,
  writeOnly: false,
} as const;
const nothing = new Uint8Array();
const noDiagnostics = { diagnostics: [] };

export interface NoteProvider extends ProviderServer {
  /** The calls so far, such as `apply` and `aborted`. */
  readonly events: string[];
}

/**
 * One resource, `keyplane_note`, written by hand. The text `explode` makes apply throw, and `wait`
 * makes it wait until it is told to stop. A changed amount forces a replacement.
 */
export function createNoteProvider(): NoteProvider {
  const events: string[] = [];
  return {
    events,
    valueType: (kind, typeName) => {
      if (kind === 'provider') return emptyType;
      return typeName === 'keyplane_note' ? noteType : undefined;
    },
    functionSignature: (name) => (name === 'join_words' ? joinWords : undefined),
    getProviderSchema: () => ({
      provider: { version: 0, description: '', attributes: [] },
      resources: {
        keyplane_note: {
          version: 1,
          description: 'A note.',
          attributes: [
            { ...plain, name: 'id', type: 'string', description: '', computed: true },
            {
              ...plain,
              name: 'text',
              type: 'string',
              description: 'What it says.',
              required: true,
            },
            { ...plain, name: 'amount', type: 'number', description: '', optional: true },
            {
              ...plain,
              name: 'tags',
              type: { kind: 'set', element: 'string' },
              description: '',
              optional: true,
            },
            {
              ...plain,
              name: 'labels',
              type: { kind: 'map', element: 'string' },
              description: '',
              optional: true,
            },
            {
              ...plain,
              name: 'author',
              nested: {
                nesting: 'single',
                attributes: [
                  { ...plain, name: 'name', type: 'string', description: '', required: true },
                  { ...plain, name: 'age', type: 'number', description: '', optional: true },
                ],
              },
              description: '',
              optional: true,
            },
            {
              ...plain,
              name: 'secret',
              type: 'string',
              description: '',
              optional: true,
              writeOnly: true,
            },
          ],
        },
      },
      dataSources: {},
      ephemeralResources: {},
      functions: { join_words: joinWords },
    }),
    validateProviderConfig: async () => noDiagnostics,
    connectionChanged() {},
    async close() {
      events.push('closed');
    },
    async configureProvider() {
      events.push('configure');
      return noDiagnostics;
    },
    async validateResourceConfig({ config }) {
      return config.text === 'forbidden'
        ? {
            diagnostics: [
              {
                severity: 'error',
                summary: 'Forbidden text',
                detail: 'Say something else.',
                attribute: [{ attribute: 'text' }],
              },
            ],
          }
        : noDiagnostics;
    },
    async upgradeResourceState({ rawStateJson }) {
      return { ...noDiagnostics, upgradedState: parseJson(rawStateJson) as ObjectValue };
    },
    readResource: async ({ currentState, privateState }) => ({
      ...noDiagnostics,
      newState: currentState,
      privateState,
    }),
    async planResourceChange({ priorState, proposedNewState, priorPrivate }) {
      const isNew = priorState === null && proposedNewState !== null;
      const planned = proposedNewState && { ...proposedNewState, secret: null };
      return {
        ...noDiagnostics,
        plannedState: isNew && planned ? { ...planned, id: unknown } : planned,
        requiresReplace:
          priorState?.amount !== proposedNewState?.amount ? [[{ attribute: 'amount' }]] : [],
        plannedPrivate: priorPrivate,
      };
    },
    async applyResourceChange({ plannedState, signal }) {
      events.push('apply');
      if (plannedState?.text === 'explode') throw new Error('it blew up');
      if (plannedState?.text === 'wait') {
        events.push('waiting');
        await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
        events.push('aborted');
      }
      const id = plannedState && isUnknown(plannedState.id) ? 'note-1' : plannedState?.id;
      return {
        ...noDiagnostics,
        newState: plannedState && { ...plannedState, id: id ?? null },
        privateState: nothing,
      };
    },
    importResourceState: async ({ typeName, id }) => ({
      ...noDiagnostics,
      imported: [
        {
          typeName,
          state: {
            id,
            text: 'imported',
            amount: null,
            tags: null,
            labels: null,
            author: null,
            secret: null,
          },
          privateState: nothing,
        },
      ],
    }),
    moveResourceState: async () => ({
      ...noDiagnostics,
      targetState: null,
      targetPrivate: nothing,
    }),
    validateDataResourceConfig: async () => noDiagnostics,
    readDataSource: async () => ({ ...noDiagnostics, state: null }),
    validateEphemeralResourceConfig: async () => noDiagnostics,
    openEphemeralResource: async () => ({ ...noDiagnostics, result: null, privateState: nothing }),
    renewEphemeralResource: async ({ privateState }) => ({ ...noDiagnostics, privateState }),
    closeEphemeralResource: async () => noDiagnostics,
    async callFunction({ arguments: [separator, ...words] }) {
      return words.length === 0
        ? { error: { text: 'no words were given' } }
        : { result: words.join(String(separator)) };
    },
  };
}

const joinWords = {
  summary: 'Join words',
  description: 'Joins words.',
  parameters: [
    {
      name: 'separator',
      type: 'string',
      description: '',
      allowNull: false,
      allowUnknown: false,
    },
  ],
  variadicParameter: {
    name: 'words',
    type: 'string',
    description: '',
    allowNull: false,
    allowUnknown: false,
  },
  returns: 'string',
} as const;
