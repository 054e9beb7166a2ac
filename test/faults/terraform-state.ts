import { copyFile, readFile, rm } from 'node:fs/promises';
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
  const text = await readFile(stateFile(folder), 'utf8').catch(() => '{}');
  const { resources = [] } = JSON.parse(text) as StateFile;
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
 * then is to put the backup back, or to begin anew where there is none.
 * @returns whether it was torn
 */
export async function mendState(folder: string): Promise<boolean> {
  const text = await readFile(stateFile(folder), 'utf8').catch(() => undefined);
  if (text === undefined || isJson(text)) return false;
  const file = stateFile(folder);
  await copyFile(`${file}.backup`, file).catch(() => rm(file));
  return true;
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
