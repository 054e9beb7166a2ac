import { existsSync } from 'node:fs';
import path from 'node:path';
import { secondsByTest } from './seconds-by-test';
import testSeconds from './test-seconds.json';

describe('the seconds of each test', () => {
  test('are those of its file, or of its part of a shard', () => {
    const inFile = (file: string, duration: number | null) => ({
      ancestorTitles: [file],
      duration,
    });
    const results = {
      testResults: [
        {
          name: '/repo/test/e2e/groups.test.ts',
          startTime: 1_000,
          endTime: 13_400,
          assertionResults: [inFile('groups', 9_000)],
        },
        {
          name: '/repo/.cache/test-shards/whole/all-1.test.js',
          startTime: 0,
          endTime: 60_000,
          assertionResults: [
            inFile('test/api/roles.test.ts', 2_500),
            inFile('test/api/roles.test.ts', 1_500),
            inFile('test/kinds.test.ts', 20),
            inFile('test/kinds.test.ts', null),
          ],
        },
      ],
    };
    expect(secondsByTest('/repo', results)).toEqual({
      'test/api/roles.test.ts': 4,
      'test/e2e/groups.test.ts': 12,
    });
  });

  test('are recorded for tests that exist', () => {
    const root = path.join(__dirname, '../..');
    const recorded = Object.values(testSeconds).flatMap((run) => Object.keys(run));
    expect(recorded.filter((file) => !existsSync(path.join(root, file)))).toEqual([]);
  });
});
