import { drawRunId } from '../../provider/run-id';

const NOW = new Date('2026-11-21T04:00:00.123Z');

describe('the ID of a run', () => {
  it('is a UUID of version 7, which begins with the time', () => {
    const id = drawRunId(NOW);
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16)).toBe(NOW.getTime());
  });

  it('is drawn anew each time', () => {
    const ids = Array.from({ length: 100 }, () => drawRunId(NOW));
    expect(new Set(ids).size).toBe(ids.length);
  });
});
