import { readFile, rm, writeFile } from 'node:fs/promises';

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
    readonly instances: readonly {
      /** The index of an instance, for resources with `count`. */
      readonly index_key?: number;
      readonly attributes: Readonly<Record<string, unknown>>;
    }[];
  }[];
}

/** The content of the state file, deposed objects included; nothing if there is none. */
export async function readState(file: string): Promise<readonly StateResource[]> {
  const { resources = [] } = JSON.parse((await read(file)) || '{}') as StateFile;
  return resources
    .filter(({ mode }) => mode === 'managed')
    .flatMap(({ type, name, instances }) =>
      instances.map(({ index_key, attributes }) => ({
        address: `${type}.${name}${index_key === undefined ? '' : `[${index_key}]`}`,
        type,
        id: String(attributes.id),
        values: attributes,
      })),
    );
}

/** Removes the state and its backup. */
export async function loseState(file: string): Promise<void> {
  await rm(file, { force: true });
  await rm(`${file}.backup`, { force: true });
}

/**
 * Terraform writes its state file in place, so a kill at that moment damages the file. A user would then
 * restore the backup. If the file is empty and there is no backup, it was never written.
 * @returns whether it was damaged
 */
export async function mendState(file: string): Promise<boolean> {
  const [text, backup] = await Promise.all([read(file), read(`${file}.backup`)]);
  if (text === undefined || isJson(text) || (text === '' && backup === undefined)) return false;
  if (backup === undefined) await rm(file);
  else await writeFile(file, backup);
  return true;
}

function read(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').catch(() => undefined);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
