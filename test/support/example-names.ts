import type { ISecretConsumer, ServiceAccount } from '@keyplane/cdktf';
import type { TerraformStack } from 'cdktf';
import type {
  Logger,
  ObjectValue,
  Provider,
  ProviderServer,
  Resource,
  ResourceContext,
  Schema,
} from '../../provider/terraform-plugin';

/** The client of the provider that the examples of the plugin framework are about. */
export interface Folder {
  find(name: string): Promise<string | undefined>;
  read(name: string): Promise<string>;
  write(name: string, content: string): Promise<void>;
  remove(name: string): Promise<void>;
}

// The names that examples use without declaring them. Examples are compiled, never run.
export declare const createFolder: (path: string) => Folder;
export declare const filesProvider: Provider<Folder>;
export declare const fileResource: Resource<Folder>;
export declare const fileSchema: Schema;
export declare const server: ProviderServer;
export declare const logger: Logger;
export declare const config: ObjectValue;
export declare const plannedState: ObjectValue;
export declare const context: ResourceContext<Folder>;
export declare const stack: TerraformStack;
export declare const vault: ISecretConsumer;
export declare const ci: ServiceAccount;
export declare class VaultSecret implements ISecretConsumer {
  constructor(settings: { readonly mount: string; readonly name: string });
  receive: ISecretConsumer['receive'];
}
