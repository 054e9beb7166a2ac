import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

export interface StateResource {
  readonly address: string;
  readonly type: string;
  readonly id: string;
  readonly values: Readonly<Record<string, unknown>>;
}

interface StateFile {
  readonly resources?: readonly {
    readonly mode: string;
    readonly type: string;
    readonly name: string;
    readonly instances: readonly { readonly attributes: Readonly<Record<string, unknown>> }[];
  }[];
}

/** What the state file says, deposed objects included; nothing where there is none. */
export async function readState(folder: string): Promise<readonly StateResource[]> {
  const { resources = [] } = JSON.parse((await read(stateFile(folder))) || '{}') as StateFile;
  return resources
    .filter(({ mode }) => mode === 'managed')
    .flatMap(({ type, name, instances }) =>
      instances.map(({ attributes }) => ({
        address: `${type}.${name}`,
        type,
        id: String(attributes.id),
        values: attributes,
      })),
    );
}

/**
 * Terraform writes its state file in place, so a kill in that moment tears it; what its user does
 * then is to put the backup back. An empty one without backup was never written to.
 * @returns whether it was torn
 */
export async function mendState(folder: string): Promise<boolean> {
  const file = stateFile(folder);
  const [text, backup] = await Promise.all([read(file), read(`${file}.backup`)]);
  if (text === undefined || isJson(text) || (text === '' && backup === undefined)) return false;
  if (backup === undefined) await rm(file);
  else await writeFile(file, backup);
  return true;
}

function read(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').catch(() => undefined);
}

function stateFile(folder: string): string {
  return path.join(folder, 'terraform.tfstate');
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
