import { fc } from '../../support/property';
import type { CreatedKind } from '../../../api/domain/kinds';
import { DATABASES } from '../../support/api';
import { someInFastRun } from '../../support/effort';
import { SECOND } from '../../support/manual-clock';
import { beginRun, outcomeOf, type TestRun } from '../../support/runs';
import { startCreations, type CreationsApi } from './creation-families';

/** Two states of one stack. Objects that one state holds must not be ended for the other. */
const STATES = ['one', 'two'] as const;
type StateName = (typeof STATES)[number];

const SHAPES: readonly (readonly [CreatedKind, object])[] = [
  ['application_key', {}],
  ['role', {}],
  ['role', { name: 'another' }],
];

interface Apply {
  readonly state: StateName;
  /** The number of objects of each shape in the configuration. */
  readonly wanted: readonly number[];
  /**
   * The number of answers that Terraform gets before the connection breaks; null if it gets all of
   * them.
   */
  readonly cutAfter: number | null;
  /** Whether only the answer in transit is lost, or also the request. */
  readonly lost: 'answer' | 'request';
  /** How Keyplane learns that the run has ended, and whether the state is saved. */
  readonly end: 'told' | 'lapse';
  readonly isSaved: boolean;
  /** Whether the plan presents the whole state, or only a target's part of it. */
  readonly isTargeted: boolean;
}

const apply: fc.Arbitrary<Apply> = fc.record({
  state: fc.constantFrom(...STATES),
  wanted: fc.tuple(...SHAPES.map(() => fc.integer({ min: 0, max: 3 }))),
  cutAfter: fc.option(fc.integer({ min: 0, max: 4 })),
  lost: fc.constantFrom('answer', 'request'),
  end: fc.constantFrom('told', 'lapse'),
  isSaved: fc.boolean(),
  isTargeted: fc.boolean(),
});

/** The objects in the states, and the objects that were reported to Keyplane. */
class World {
  readonly states = new Map<StateName, Map<string, number>>(
    STATES.map((name) => [name, new Map()]),
  );
  /**
   * Objects that a finished run delivered or that were named from a state, and that Terraform has
   * not destroyed since.
   */
  readonly recorded = new Map<string, number>();

  constructor(private readonly api: CreationsApi) {}

  stateOf(name: StateName): Map<string, number> {
    return this.states.get(name) ?? new Map<string, number>();
  }

  /** Objects that were reported to Keyplane. They must exist, whatever else happens (I1). */
  async requireRecordedAlive(): Promise<void> {
    await this.requireAlive(this.recorded);
  }

  /** Everything that a state holds exists, if every plan was of a whole configuration. */
  async requireHeldAlive(): Promise<void> {
    for (const state of this.states.values()) await this.requireAlive(state);
  }

  private async requireAlive(objects: ReadonlyMap<string, number>): Promise<void> {
    for (const [id, shape] of objects) {
      const kind = SHAPES[shape]?.[0] ?? 'role';
      if (!(await this.api.exists(kind, id))) throw new Error(`${kind} ${id} was ended.`);
    }
  }

  async play(apply: Apply): Promise<'finished' | 'cut off' | 'refused'> {
    const state = this.stateOf(apply.state);
    const run = await beginRun(this.api, { stack: 'shared' });
    await this.refresh(state);
    const presented = [...state.keys()].slice(0, apply.isTargeted ? 1 : undefined);
    if (presented.length > 0) await run.name(presented).expect(204);
    for (const id of presented) this.recorded.set(id, state.get(id) ?? 0);
    const made = new Map<string, number>();
    let answers = 0;
    for (const [shape, count] of apply.wanted.entries()) {
      await this.destroySurplus(run, state, shape, count);
      const has = [...state.values()].filter((one) => one === shape).length;
      for (let at = has; at < count; at += 1) {
        if (apply.cutAfter === answers) {
          if (apply.lost === 'answer') await this.create(run, shape);
          return this.cutOff(run, apply, made);
        }
        const id = await this.create(run, shape);
        if (id === undefined) {
          await this.finish(run, apply.state, made);
          return 'refused';
        }
        answers += 1;
        made.set(id, shape);
      }
    }
    await this.finish(run, apply.state, made);
    return 'finished';
  }

  /**
   * A plan that shows only a part, or the other state, may end what a cut-off run saved and no plan
   * has presented yet. Keyplane cannot distinguish this object from one that is in no state.
   */
  private async refresh(state: Map<string, number>): Promise<void> {
    for (const [id, shape] of state) {
      if (!this.recorded.has(id) && !(await this.api.exists(SHAPES[shape]?.[0] ?? 'role', id))) {
        state.delete(id);
      }
    }
  }

  private async destroySurplus(
    run: TestRun,
    state: Map<string, number>,
    shape: number,
    count: number,
  ): Promise<void> {
    const kind = SHAPES[shape]?.[0] ?? 'role';
    const held = [...state].filter(([, one]) => one === shape).map(([id]) => id);
    for (const id of held.slice(count)) {
      await run.delete(this.api.pathOf(kind, id)).expect(204);
      state.delete(id);
      this.recorded.delete(id);
    }
  }

  /** @returns undefined if it is refused because a state may hold an equal one */
  private async create(run: TestRun, shape: number): Promise<string | undefined> {
    const [kind, body] = SHAPES[shape] ?? ['role', {}];
    for (;;) {
      const answer = await this.api.attempt(run, kind, body);
      const outcome = outcomeOf(answer);
      if (outcome === '201') return answer.body.id as string;
      if (outcome === '409 abandoned_creation') return undefined;
      if (outcome !== '409 run_in_doubt') throw new Error(outcome);
      this.api.clock.advance(2 * SECOND);
      await run.renew().expect(200);
    }
  }

  private async finish(run: TestRun, name: StateName, made: ReadonlyMap<string, number>) {
    await run.finish([...made.keys()]).expect(204);
    for (const [id, shape] of made) {
      this.stateOf(name).set(id, shape);
      this.recorded.set(id, shape);
    }
  }

  private async cutOff(run: TestRun, { end, isSaved, state }: Apply, made: Map<string, number>) {
    if (end === 'told') await run.cutOff().expect(204);
    else this.api.clock.advance(11 * SECOND);
    if (isSaved) for (const [id, shape] of made) this.stateOf(state).set(id, shape);
    return 'cut off' as const;
  }
}

describe.each(DATABASES)('after any sequence of applies of two states, on %s,', (on) => {
  let api: CreationsApi;

  beforeEach(async () => {
    api = await startCreations(on);
  });
  afterEach(() => api.close());

  test.each(someInFastRun([1, 2, 3, 4], 4))(
    'nothing is ended that was delivered or named (seed %i)',
    async (seed) => {
      const [history = []] = fc.sample(fc.array(apply, { minLength: 12, maxLength: 16 }), {
        seed,
        numRuns: 1,
      });
      const world = new World(api);
      for (const step of history) {
        await world.play(step);
        await world.requireRecordedAlive();
      }
    },
  );

  test.each(someInFastRun([5, 6, 7, 8], 4))(
    'exactly the objects of the state exist after a complete apply (seed %i)',
    async (seed) => {
      const steps = fc.array(apply, { minLength: 4, maxLength: 6 });
      const [history = []] = fc.sample(steps, { seed, numRuns: 1 });
      const world = new World(api);
      for (const step of history) {
        // A cut-off run saved everything or nothing, and every plan is whole.
        const alone = { ...step, state: 'one', isTargeted: false } as const;
        await world.play(alone);
        expect(await world.play({ ...alone, cutAfter: null })).toBe('finished');
        await world.requireHeldAlive();
        await world.requireRecordedAlive();
        const listed = await api.owner().get('/v1/creations?stack=shared&page_size=1000');
        const ids = (listed.body.items as { id: string }[]).map(({ id }) => id);
        expect(ids.sort()).toEqual([...world.stateOf('one').keys()].sort());
      }
    },
  );
});
