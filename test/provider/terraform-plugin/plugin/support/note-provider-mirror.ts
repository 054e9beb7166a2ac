import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';

export interface ProviderMirror {
  readonly executable: string;
  /** The text of a Terraform CLI configuration that installs from this mirror alone. */
  readonly cliConfiguration: string;
  remove(): Promise<void>;
}

/** Bundles the note provider into one executable file, in an unpacked filesystem mirror. */
export async function createNoteProviderMirror(): Promise<ProviderMirror> {
  const folder = await mkdtemp(join(tmpdir(), 'provider-mirror-'));
  const executable = join(
    folder,
    'keyplane.local/keyplane/keyplane/0.1.0',
    terraformPlatform(),
    'terraform-provider-keyplane_v0.1.0',
  );
  await build({
    entryPoints: [join(__dirname, 'note-provider-main.ts')],
    outfile: executable,
    bundle: true,
    platform: 'node',
    target: 'node20',
    banner: { js: '#!/usr/bin/env node' },
  });
  await chmod(executable, 0o755);
  return {
    executable,
    cliConfiguration: `provider_installation {
  filesystem_mirror {
    path = ${JSON.stringify(folder)}
  }
}
`,
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

function terraformPlatform(): string {
  const os = process.platform === 'win32' ? 'windows' : process.platform;
  return `${os}_${process.arch === 'x64' ? 'amd64' : process.arch}`;
}
