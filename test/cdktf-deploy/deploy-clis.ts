import type { PackageName } from '../support/built-packages';

/** A command line that deploys stacks, with what a user installs next to it. */
export interface DeployCli {
  /** The command. The library has the same name. */
  readonly command: 'cdktf' | 'cdktn';
  /** The package of the command on npm. */
  readonly cli: { readonly name: string; readonly version: string };
  readonly constructs: PackageName;
  /** What a project that `init` has created needs besides. */
  readonly alsoNeeded: readonly string[];
}

/** cdktn-cli needs at least 22.19. cdktf-cli has no prebuilt terminal for later lines. */
export const NODE_VERSION = '22.23.5';

export const DEPLOY_CLIS: readonly DeployCli[] = [
  {
    command: 'cdktf',
    cli: { name: 'cdktf-cli', version: '0.21.0' },
    constructs: '@keyplane/cdktf',
    // `cdktf init` installs the latest TypeScript and ts-node, which does not work with TypeScript 7.
    alsoNeeded: ['typescript@5'],
  },
  {
    command: 'cdktn',
    cli: { name: 'cdktn-cli', version: '0.24.0' },
    constructs: '@keyplane/cdktn',
    alsoNeeded: [],
  },
];
