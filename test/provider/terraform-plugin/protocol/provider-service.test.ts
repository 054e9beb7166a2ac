import type { ProviderServer } from '../../../../provider/terraform-plugin/framework/provider-server';
import {
  decodeDynamicValue,
  encodeDynamicValue,
} from '../../../../provider/terraform-plugin/protocol/dynamic-value';
import { encodeMessage } from '../../../../provider/terraform-plugin/protocol/message-codec';
import { createProviderService } from '../../../../provider/terraform-plugin/protocol/provider-service';
import * as wire from '../../../../provider/terraform-plugin/protocol/tfplugin6-messages';
import { createNoteProvider, type NoteProvider } from '../plugin/support/note-provider-server';
import {
  createNoteService,
  type LoggedError,
  noteType,
  noteValue,
  onWire,
} from './support/note-service';

describe('the provider service', () => {
  let logged: LoggedError[];

  beforeEach(() => {
    logged = [];
  });

  const createService = (overrides: Partial<ProviderServer> = {}) =>
    createNoteService(overrides, logged);

  it('closes what was configured before it is configured again', async () => {
    const opened: NoteProvider[] = [];
    const { rpcs, close } = createProviderService({
      createProviderServer: () => {
        const provider = createNoteProvider();
        opened.push(provider);
        return provider;
      },
      logger: { trace() {}, debug() {}, info() {}, warn() {}, error() {} },
    });
    const config = encodeDynamicValue({}, { kind: 'object', attributes: {} });
    const request = encodeMessage(wire.configureProviderRequest, { config });
    const configure = () => rpcs['ConfigureProvider']?.(request, new AbortController().signal);
    await configure();
    expect(opened.map(({ events }) => events)).toEqual([['configure']]);
    await configure();
    expect(opened.map(({ events }) => events)).toEqual([['configure', 'closed'], ['configure']]);
    await close('shutdown');
    expect(opened.map(({ events }) => events)).toEqual([
      ['configure', 'closed'],
      ['configure', 'closed'],
    ]);
  });

  it('offers every RPC of protocol 6.8', () => {
    const { rpcs: handlers } = createProviderService({
      createProviderServer: createNoteProvider,
      logger: { trace() {}, debug() {}, info() {}, warn() {}, error() {} },
    });
    expect(Object.keys(handlers).sort()).toEqual(
      [
        'ApplyResourceChange',
        'CallFunction',
        'CloseEphemeralResource',
        'ConfigureProvider',
        'GetFunctions',
        'GetMetadata',
        'GetProviderSchema',
        'ImportResourceState',
        'MoveResourceState',
        'OpenEphemeralResource',
        'PlanResourceChange',
        'ReadDataSource',
        'ReadResource',
        'RenewEphemeralResource',
        'StopProvider',
        'UpgradeResourceState',
        'ValidateDataResourceConfig',
        'ValidateEphemeralResourceConfig',
        'ValidateProviderConfig',
        'ValidateResourceConfig',
      ].sort(),
    );
  });

  it('answers a failed apply with the prior state, and logs the cause', async () => {
    const cause = new TypeError('x is undefined');
    const call = createService({
      applyResourceChange: async () => {
        throw cause;
      },
    });
    const {
      newState,
      private: privateState,
      diagnostics,
    } = await call(
      'ApplyResourceChange',
      wire.applyResourceChangeRequest,
      wire.applyResourceChangeResponse,
      {
        typeName: 'keyplane_note',
        priorState: onWire(noteValue),
        plannedState: onWire({ ...noteValue, text: 'other' }),
        plannedPrivate: Buffer.from('kept'),
      },
    );
    expect(decodeDynamicValue(newState, noteType)).toEqual(noteValue);
    expect(Buffer.from(privateState).toString()).toBe('kept');
    expect(diagnostics).toEqual([
      expect.objectContaining({
        severity: wire.Severity.error,
        summary: 'The provider failed in ApplyResourceChange',
        detail: expect.stringMatching(/^x is undefined\n/),
      }),
    ]);
    expect(logged).toEqual([{ message: 'ApplyResourceChange failed', fields: { error: cause } }]);
  });

  it('answers a failed read with the current state', async () => {
    const call = createService({
      readResource: () => Promise.reject(new Error('unreachable')),
    });
    const { newState, diagnostics } = await call(
      'ReadResource',
      wire.readResourceRequest,
      wire.readResourceResponse,
      { typeName: 'keyplane_note', currentState: onWire(noteValue) },
    );
    expect(decodeDynamicValue(newState, noteType)).toEqual(noteValue);
    expect(diagnostics).toHaveLength(1);
  });

  it('reports an answer that does not fit the schema as a diagnostic', async () => {
    const call = createService({
      readResource: async () => ({
        diagnostics: [],
        newState: { ...noteValue, amount: 'many' },
        privateState: new Uint8Array(),
      }),
    });
    const { diagnostics } = await call(
      'ReadResource',
      wire.readResourceRequest,
      wire.readResourceResponse,
      { typeName: 'keyplane_note', currentState: onWire(noteValue) },
    );
    expect(diagnostics[0]?.detail).toContain('amount: expected number, found string');
  });

  it('reports a resource that the provider does not have, by its name', async () => {
    const call = createService();
    const { diagnostics } = await call(
      'ValidateResourceConfig',
      wire.validateConfigRequest,
      wire.diagnosticsResponse,
      { typeName: 'keyplane_letter', config: onWire(noteValue) },
    );
    expect(diagnostics[0]?.detail).toContain('no resource called "keyplane_letter"');
  });

  it('passes a null resource on as null, in both directions', async () => {
    const seen: unknown[] = [];
    const call = createService({
      async planResourceChange({ priorState, proposedNewState }) {
        seen.push(priorState?.text, proposedNewState);
        return {
          diagnostics: [],
          plannedState: null,
          requiresReplace: [],
          plannedPrivate: new Uint8Array(),
        };
      },
    });
    const { plannedState } = await call(
      'PlanResourceChange',
      wire.planResourceChangeRequest,
      wire.planResourceChangeResponse,
      {
        typeName: 'keyplane_note',
        priorState: onWire(noteValue),
        proposedNewState: onWire(null),
        config: onWire(null),
      },
    );
    expect(seen).toEqual(['hello', null]);
    expect([...(plannedState?.msgpack ?? [])]).toEqual([0xc0]);
  });

  it('passes the text of a state on unparsed, so that no digit is lost', async () => {
    const seen: string[] = [];
    const call = createService({
      async upgradeResourceState({ rawStateJson, version }) {
        seen.push(`${version}: ${rawStateJson}`);
        return { diagnostics: [], upgradedState: noteValue };
      },
    });
    const json = '{"amount":123456789012345678901234567890}';
    await call(
      'UpgradeResourceState',
      wire.upgradeResourceStateRequest,
      wire.upgradeResourceStateResponse,
      { typeName: 'keyplane_note', version: 3, rawState: { json: Buffer.from(json) } },
    );
    expect(seen).toEqual([`3: ${json}`]);
  });

  it('refuses the state of an old Terraform that did not write JSON', async () => {
    const { diagnostics } = await createService()(
      'UpgradeResourceState',
      wire.upgradeResourceStateRequest,
      wire.upgradeResourceStateResponse,
      { typeName: 'keyplane_note', rawState: { flatmap: { text: 'old' } } },
    );
    expect(diagnostics[0]?.detail).toContain('older than 0.12');
  });

  it('moves a state from another resource type', async () => {
    const call = createService({
      moveResourceState: async ({ sourceTypeName, sourceStateJson, sourceProviderAddress }) => ({
        diagnostics: [],
        targetState: {
          ...noteValue,
          id: sourceTypeName,
          text: `${sourceProviderAddress} ${sourceStateJson}`,
        },
        targetPrivate: Buffer.from('p'),
      }),
    });
    const { targetState, targetPrivate } = await call(
      'MoveResourceState',
      wire.moveResourceStateRequest,
      wire.moveResourceStateResponse,
      {
        sourceProviderAddress: 'a/b/c',
        sourceTypeName: 'other_note',
        sourceState: { json: Buffer.from('{}') },
        targetTypeName: 'keyplane_note',
      },
    );
    expect(decodeDynamicValue(targetState, noteType)).toMatchObject({
      id: 'other_note',
      text: 'a/b/c {}',
    });
    expect(Buffer.from(targetPrivate).toString()).toBe('p');
  });

  it('reports when an ephemeral resource must be renewed, to the millisecond', async () => {
    const call = createService({
      valueType: () => ({ kind: 'object', attributes: { token: 'string' } }),
      openEphemeralResource: async () => ({
        diagnostics: [],
        result: { token: 't' },
        renewAt: new Date('2030-01-02T03:04:05.678Z'),
        privateState: Buffer.from('p'),
      }),
    });
    const opened = await call(
      'OpenEphemeralResource',
      wire.openEphemeralResourceRequest,
      wire.openEphemeralResourceResponse,
      {
        typeName: 'keyplane_token',
        config: encodeDynamicValue(
          { token: null },
          { kind: 'object', attributes: { token: 'string' } },
        ),
      },
    );
    expect(opened.renewAt).toEqual({ seconds: Date.UTC(2030, 0, 2, 3, 4, 5) / 1000, nanos: 678e6 });
    expect(Buffer.from(opened.private ?? []).toString()).toBe('p');
  });

  it('calls a function with variadic arguments, and passes its error on', async () => {
    const text = (value: string) => encodeDynamicValue(value, 'string');
    const call = createService();
    const joined = await call('CallFunction', wire.callFunctionRequest, wire.callFunctionResponse, {
      name: 'join_words',
      arguments: [text('-'), text('a'), text('b')],
    });
    expect(decodeDynamicValue(joined.result, 'string')).toBe('a-b');
    const failed = await call('CallFunction', wire.callFunctionRequest, wire.callFunctionResponse, {
      name: 'join_words',
      arguments: [text('-')],
    });
    expect(failed.error).toEqual({ text: 'no words were given', functionArgument: undefined });
    const missing = await call(
      'CallFunction',
      wire.callFunctionRequest,
      wire.callFunctionResponse,
      {
        name: 'shout',
      },
    );
    expect(missing.error?.text).toContain('no function called "shout"');
  });
});
