import type { LogFields, Logger } from '../../../../provider/terraform-plugin/framework/logger';
import type { ProviderServer } from '../../../../provider/terraform-plugin/framework/provider-server';
import {
  decodeDynamicValue,
  encodeDynamicValue,
} from '../../../../provider/terraform-plugin/protocol/dynamic-value';
import {
  decodeMessage,
  encodeMessage,
} from '../../../../provider/terraform-plugin/protocol/message-codec';
import type {
  MessageDescriptor,
  ReadMessage,
  WriteMessage,
} from '../../../../provider/terraform-plugin/protocol/message-descriptor';
import { createProviderService } from '../../../../provider/terraform-plugin/protocol/provider-service';
import * as wire from '../../../../provider/terraform-plugin/protocol/tfplugin6-messages';
import { createNoteProvider, type NoteProvider } from '../plugin/support/note-provider-server';

const noteValue = {
  id: 'note-1',
  text: 'hello',
  amount: 1,
  tags: null,
  labels: null,
  author: null,
  secret: null,
};

describe('the provider service', () => {
  let logged: { message: string; fields: LogFields | undefined }[];

  beforeEach(() => {
    logged = [];
  });

  function createService(overrides: Partial<ProviderServer> = {}) {
    const provider = { ...createNoteProvider(), ...overrides };
    const ignore = (): void => {};
    const logger: Logger = {
      trace: ignore,
      debug: ignore,
      info: ignore,
      warn: ignore,
      error: (message, fields) => void logged.push({ message, fields }),
    };
    const { rpcs: handlers } = createProviderService({
      createProviderServer: () => provider,
      logger,
    });
    return async function call<
      Request extends MessageDescriptor,
      Response extends MessageDescriptor,
    >(
      name: string,
      request: Request,
      response: Response,
      body: WriteMessage<Request>,
      signal = new AbortController().signal,
    ): Promise<ReadMessage<Response>> {
      const handler = handlers[name];
      if (handler === undefined) throw new Error(`${name} is not offered`);
      return decodeMessage(response, await handler(encodeMessage(request, body), signal));
    };
  }

  const type = createNoteProvider().valueType('resource', 'keyplane_note');
  if (type === undefined) throw new Error('The note has a type');
  const onWire = (value: typeof noteValue | null) => encodeDynamicValue(value, type);

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
    expect(decodeDynamicValue(newState, type)).toEqual(noteValue);
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
    expect(decodeDynamicValue(newState, type)).toEqual(noteValue);
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
    expect(decodeDynamicValue(targetState, type)).toMatchObject({
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

  describe('aborts a call in progress', () => {
    function createWaitingService() {
      let begun = (): void => {};
      const hasBegun = new Promise<void>((resolve) => {
        begun = resolve;
      });
      const call = createService({
        readResource: ({ signal, privateState }) =>
          new Promise((resolve) => {
            signal.addEventListener('abort', () =>
              resolve({ diagnostics: [], newState: null, privateState }),
            );
            begun();
          }),
      });
      const read = (signal?: AbortSignal) =>
        call(
          'ReadResource',
          wire.readResourceRequest,
          wire.readResourceResponse,
          { typeName: 'keyplane_note', currentState: onWire(noteValue) },
          signal,
        );
      return { call, read, hasBegun };
    }

    it('if Terraform asks the provider to stop', async () => {
      const { call, read, hasBegun } = createWaitingService();
      const reading = read();
      await hasBegun;
      const stopped = await call('StopProvider', wire.empty, wire.stopProviderResponse, {});
      expect(stopped).toEqual({ error: '' });
      await expect(reading).resolves.toMatchObject({ diagnostics: [] });
    });

    it('if the caller of this call gives up', async () => {
      const { read, hasBegun } = createWaitingService();
      const caller = new AbortController();
      const reading = read(caller.signal);
      await hasBegun;
      caller.abort();
      await expect(reading).resolves.toMatchObject({ diagnostics: [] });
    });
  });

  describe('after a stop', () => {
    function createStoppedService() {
      const seen: { applied?: boolean; closed?: boolean } = {};
      const call = createService({
        async applyResourceChange({ signal, plannedState }) {
          seen.applied = signal.aborted;
          return { diagnostics: [], newState: plannedState, privateState: new Uint8Array() };
        },
        async closeEphemeralResource({ signal }) {
          seen.closed = signal.aborted;
          return { diagnostics: [] };
        },
        configureProvider: async () => ({ diagnostics: [] }),
        close: async () => {},
      });
      const apply = () =>
        call(
          'ApplyResourceChange',
          wire.applyResourceChangeRequest,
          wire.applyResourceChangeResponse,
          { typeName: 'keyplane_note', plannedState: onWire(noteValue) },
        );
      const stop = () => call('StopProvider', wire.empty, wire.stopProviderResponse, {});
      return { seen, call, apply, stop };
    }

    it('starts an apply that Terraform had already decided on as aborted', async () => {
      const { seen, apply, stop } = createStoppedService();
      await stop();
      await apply();
      expect(seen.applied).toBe(true);
    });

    it('still closes an ephemeral resource', async () => {
      const { seen, call, stop } = createStoppedService();
      await stop();
      await call(
        'CloseEphemeralResource',
        wire.openedEphemeralResourceRequest,
        wire.diagnosticsResponse,
        { typeName: 'keyplane_note' },
      );
      expect(seen.closed).toBe(false);
    });

    it('starts a new run that is not stopped with the next configuration', async () => {
      const { seen, call, apply, stop } = createStoppedService();
      await stop();
      await call('ConfigureProvider', wire.configureProviderRequest, wire.diagnosticsResponse, {
        config: encodeDynamicValue({}, { kind: 'object', attributes: {} }),
      });
      await apply();
      expect(seen.applied).toBe(false);
    });
  });
});
