import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createConfig, lintFromString } from '@redocly/openapi-core';
import { Spectral, type RulesetDefinition } from '@stoplight/spectral-core';
import { oas } from '@stoplight/spectral-rulesets';

const DOCUMENT = join(__dirname, '../api/openapi.json');

interface Finding {
  readonly rule: string;
  readonly place: string;
  readonly message: string;
}

/** Redocly's strictest rules, in which every warning is an error. */
async function redoclyFindings(source: string): Promise<Finding[]> {
  const config = await createConfig({
    extends: ['recommended-strict'],
    // A browser that signs in at an identity provider is only ever redirected.
    rules: { 'operation-2xx-response': 'off' },
  });
  const problems = await lintFromString({ source, absoluteRef: DOCUMENT, config });
  return problems.map(({ ruleId, message, location }) => ({
    rule: `redocly ${ruleId}`,
    place: location[0]?.pointer ?? '',
    message,
  }));
}

/** Spectral's rules for OpenAPI, in which warnings count as errors. */
async function spectralFindings(source: string): Promise<Finding[]> {
  const spectral = new Spectral();
  spectral.setRuleset({ extends: [oas as RulesetDefinition], rules: {} });
  const results = await spectral.run(source);
  return results.map(({ code, message, path }) => ({
    rule: `spectral ${code}`,
    place: path.join('/'),
    message,
  }));
}

async function main(): Promise<void> {
  const source = readFileSync(DOCUMENT, 'utf8');
  const findings = [...(await redoclyFindings(source)), ...(await spectralFindings(source))];
  for (const { rule, place, message } of findings) console.error(`${place}\n  ${rule}: ${message}`);
  if (findings.length > 0) {
    console.error(`\napi/openapi.json breaks ${findings.length} rules.`);
    process.exitCode = 1;
  }
}

void main();
