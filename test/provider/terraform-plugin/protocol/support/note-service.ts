import type { LogFields, Logger } from '../../../../../provider/terraform-plugin/framework/logger';
import type { ProviderServer } from '../../../../../provider/terraform-plugin/framework/provider-server';
import { encodeDynamicValue } from '../../../../../provider/terraform-plugin/protocol/dynamic-value';
import {
  decodeMessage,
  encodeMessage,
} from '../../../../../provider/terraform-plugin/protocol/message-codec';
import type {
  MessageDescriptor,
  ReadMessage,
  WriteMessage,
} from '../../../../../provider/terraform-plugin/protocol/message-descriptor';
import { createProviderService } from '../../../../../provider/terraform-plugin/protocol/provider-service';
import { createNoteProvider } from '../../plugin/support/note-provider-server';

export const noteValue = {
  id: 'note-1',
  text: 'hello',
  amount: 1,
  tags: null,
  labels: null,
  author: null,
  secret: null,
};

const found = createNoteProvider().valueType('resource', 'keyplane_note');
if (found === undefined) throw new Error('The note has a type');
export const noteType = found;

/** A note as Terraform sends it. */
export const onWire = (value: typeof noteValue | null) => encodeDynamicValue(value, noteType);

export interface LoggedError {
  readonly message: string;
  readonly fields: LogFields | undefined;
}

/** Calls an RPC of a service whose provider has notes. `logged` collects its errors. */
export function createNoteService(
  overrides: Partial<ProviderServer> = {},
  logged: LoggedError[] = [],
) {
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
  return async function call<Request extends MessageDescriptor, Response extends MessageDescriptor>(
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
