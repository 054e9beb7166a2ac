import { isEarlierRun } from '../../../api/domain/run-order';
import { drawRunId } from '../../../provider/run-id';

const at = (ms: number) => drawRunId(new Date(1_700_000_000_000 + ms));

describe('of two runs', () => {
  it('the earlier one is told by the time in its ID', () => {
    expect(isEarlierRun(at(0), at(1))).toBe(true);
    expect(isEarlierRun(at(1), at(0))).toBe(false);
  });

  it('neither is the earlier one where both began at the same millisecond', () => {
    expect(isEarlierRun(at(0), at(0))).toBe(false);
  });

  it('none is taken for earlier by a distance that only a wrong clock explains', () => {
    expect(isEarlierRun(at(0), at(600_000))).toBe(true);
    expect(isEarlierRun(at(0), at(600_001))).toBe(false);
  });

  it.each(['run-1', '9b2e8c6e-6d5c-4c3a-9f10-1b2c3d4e5f60', ''])(
    'none is earlier where one is named %j, which tells no time',
    (name) => {
      expect(isEarlierRun(name, at(0))).toBe(false);
      expect(isEarlierRun(at(0), name)).toBe(false);
    },
  );
});
