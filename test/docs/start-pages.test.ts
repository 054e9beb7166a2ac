import { codeBlocksOf, readPage } from './support/pages';
import { runScript, stepOf } from './support/page-scripts';

const scriptOf = (page: string) => codeBlocksOf(readPage(page)).map(stepOf).join('\n');

describe('the pages for a start', () => {
  it('lead to a checked key, in HCL and in TypeScript', async () => {
    const hcl = scriptOf('docs/start/hcl.md');
    const typescript = scriptOf('docs/start/typescript.md');
    const signIn = scriptOf('docs/start/console.md');
    const printed = await runScript(
      [hcl, 'cd "$CHECKOUT"', typescript, 'cd "$CHECKOUT"', signIn].join('\n'),
    );
    expect(printed.match(/\{"valid":true/g)).toHaveLength(2);
    expect(printed).toMatch(/client_id: 'kpi_\w+',\s+client_secret: 'kpa_/);
    expect(printed.match(/Apply complete! Resources: 3 added/g)).toHaveLength(2);
    expect(printed).toMatch(/Service account key "dashboard" .* is in use and will be destroyed/);
    expect(printed.match(/Destroy complete! Resources: 3 destroyed/g)).toHaveLength(2);
  }, 120_000);
});
