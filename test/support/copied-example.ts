import { execFile } from 'node:child_process';
import { cp } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const EXAMPLES = path.join(__dirname, '../../examples');
const NOT_COPIED = /\/(?:node_modules|dist|cdktf\.out|\.terraform|[^/]*\.tfstate[^/]*)$/;

/** Copies an example out of the repository, as a user would. Returns the new folder. */
export async function copyExample(name: string, folder: string): Promise<string> {
  const project = path.join(folder, name);
  await cp(path.join(EXAMPLES, name), project, {
    recursive: true,
    filter: (file) => !NOT_COPIED.test(file),
  });
  return project;
}

/** Runs a command in a project, with only the PATH of this process's environment. */
export async function runIn(
  project: string,
  command: readonly [string, ...string[]],
  environment: Readonly<Record<string, string>>,
): Promise<string> {
  const [program, ...args] = command;
  const env = { PATH: process.env.PATH, HOME: path.dirname(project), ...environment };
  const { stdout } = await run(program, args, { cwd: project, env }).catch(
    (failure: { stdout: string; stderr: string }) => {
      throw new Error(`${command.join(' ')} failed:\n${failure.stdout}${failure.stderr}`);
    },
  );
  return stdout;
}
