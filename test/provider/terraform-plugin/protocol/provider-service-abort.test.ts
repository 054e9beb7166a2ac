import { encodeDynamicValue } from '../../../../provider/terraform-plugin/protocol/dynamic-value';
import * as wire from '../../../../provider/terraform-plugin/protocol/tfplugin6-messages';
import { createNoteService, noteValue, onWire } from './support/note-service';

describe('the provider service', () => {
  describe('aborts a call in progress', () => {
    function createWaitingService() {
      let begun = (): void => {};
      const hasBegun = new Promise<void>((resolve) => {
        begun = resolve;
      });
      const call = createNoteService({
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
      const call = createNoteService({
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

    it('aborts from its start an apply that Terraform had already decided on', async () => {
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

    it('starts a new run with the next configuration, and that run is not stopped', async () => {
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
