import { type PlatformPath, posix, win32 } from 'node:path';

export interface TerraformPlace {
  /** The working directory of terraform, in which it also starts its providers. */
  readonly directory: string;
  readonly environment: NodeJS.ProcessEnv;
}

const WINDOWS_PATH = /^(?:[A-Za-z]:[\\/]|\\\\)/;

/** The path rules of the system that terraform runs on. Its working directory shows which they are. */
export function pathRulesOf({ directory }: TerraformPlace): PlatformPath {
  return WINDOWS_PATH.test(directory) ? win32 : posix;
}

/** The folder in which terraform keeps the selected workspace and the initialized backend. */
export function dataDirectoryOf(place: TerraformPlace): string {
  return pathRulesOf(place).resolve(place.directory, place.environment.TF_DATA_DIR || '.terraform');
}
