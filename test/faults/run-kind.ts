/** The scenario of a run, apart from the misfortunes. */
export const RUN_KINDS = [
  'one_state',
  /** Two states of one directory, by the path of a local backend. */
  'two_states',
  /** Two workspaces of one directory, under one explicit stack. */
  'workspaces',
  /** Two provider configurations with equal credentials declare the same bodies. */
  'aliases',
  /**
   * A finished apply loses its state, or an entry of it; later applies declare the same objects.
   */
  'lost_state',
  /** Two machines apply the same configuration at the same time, under one explicit stack. */
  'two_machines',
  /** Several keys with equal bodies, by `count`. */
  'equal_bodies',
] as const;
export type RunKind = (typeof RUN_KINDS)[number];

/** Where a state of a run is kept, and how terraform gets to it. */
export interface StatePlace {
  /** Each machine has a folder and a terraform of its own. */
  readonly machine: number;
  /** The terraform command that selects the state. */
  readonly select: readonly string[] | undefined;
  /** The path relative to the folder. */
  readonly file: string;
}

export interface RunLayout {
  readonly states: readonly StatePlace[];
  readonly machines: number;
  /** Added to the configuration of every machine. */
  readonly backend: string | undefined;
  readonly hasExplicitStack: boolean;
}

const ALONE: StatePlace = { machine: 0, select: undefined, file: 'terraform.tfstate' };

const byPath = (file: string): StatePlace => ({
  machine: 0,
  select: ['init', '-reconfigure', `-backend-config=path=${file}`],
  file,
});

const byWorkspace = (name: string): StatePlace => ({
  machine: 0,
  select: ['workspace', 'select', '-or-create=true', name],
  file: `terraform.tfstate.d/${name}/terraform.tfstate`,
});

export function layoutOf(kind: RunKind): RunLayout {
  const one = { states: [ALONE], machines: 1, backend: undefined, hasExplicitStack: false };
  switch (kind) {
    case 'two_states':
      return {
        ...one,
        states: [byPath('one.tfstate'), byPath('two.tfstate')],
        backend: 'terraform {\n  backend "local" {}\n}\n',
      };
    case 'workspaces':
      return {
        ...one,
        states: [byWorkspace('one'), byWorkspace('two')],
        hasExplicitStack: true,
      };
    case 'two_machines':
      return {
        ...one,
        states: [ALONE, { ...ALONE, machine: 1 }],
        machines: 2,
        hasExplicitStack: true,
      };
    default:
      return one;
  }
}
