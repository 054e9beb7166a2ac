import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { secondsByTest, type JestResults } from './seconds-by-test';
import testSeconds from './test-seconds.json';

const ROOT = path.join(__dirname, '../..');

/** `tsx test/fast/weigh.ts all results.json` records how long each test took in that run. */
function main([run, results]: readonly string[]): void {
  if ((run !== 'all' && run !== 'fast') || results === undefined) {
    throw new Error('Name the run and the file of its results: weigh.ts all|fast results.json');
  }
  const measured = secondsByTest(ROOT, JSON.parse(readFileSync(results, 'utf8')) as JestResults);
  const content = JSON.stringify({ ...testSeconds, [run]: measured }, null, 2);
  writeFileSync(path.join(__dirname, 'test-seconds.json'), `${content}\n`);
}

main(process.argv.slice(2));
