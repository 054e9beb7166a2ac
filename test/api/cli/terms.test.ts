import { chmod, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { buildKeyplane } from './support/keyplane-process';

const keyplane = buildKeyplane();
afterAll(() => keyplane.remove());

const FIRST = '---\nversion: 2027-01\n---\nThe first terms.\n';

async function newTermsFile(content = FIRST) {
  const file = path.join(await keyplane.newFolder(), 'terms.md');
  await writeFile(file, content);
  return { file, environment: { KEYPLANE_TERMS_FILE: file } };
}

async function termsOf(server: { url(): Promise<string> }): Promise<unknown> {
  return (await fetch(`${await server.url()}/v1/terms`)).json();
}

async function replace(file: string, content: string): Promise<void> {
  await writeFile(`${file}.new`, content);
  await rename(`${file}.new`, file);
}

describe('serve with a file of terms', () => {
  test.each(['because the file changed', 'because of SIGHUP'])(
    'answers with its terms, and with the new ones %s',
    async (reason) => {
      const { file, environment } = await newTermsFile();
      const server = await keyplane.start(['serve'], { environment });
      expect(await termsOf(server)).toEqual({ version: '2027-01', text: 'The first terms.' });
      expect(await server.line('terms in use')).toMatchObject({ terms_version: '2027-01' });
      await replace(file, '---\nversion: 2027-02\n---\nThe second terms.\n');
      if (reason.includes('SIGHUP')) server.child.kill('SIGHUP');
      expect(await server.line('terms replaced')).toMatchObject({ terms_version: '2027-02' });
      expect(await termsOf(server)).toEqual({ version: '2027-02', text: 'The second terms.' });
      server.child.kill('SIGTERM');
      expect((await server.finished).exitCode).toBe(0);
    },
  );

  test('keeps its terms if the new file cannot be used, and the log says why', async () => {
    const { file, environment } = await newTermsFile();
    const server = await keyplane.start(['serve'], { environment });
    await server.url();
    await replace(file, '');
    expect(await server.line('kept the terms in use')).toMatchObject({
      level: 'error',
      reason: expect.stringContaining(`${file} contains no text. Write the terms into it.`),
    });
    expect(await termsOf(server)).toEqual({ version: '2027-01', text: 'The first terms.' });
    server.child.kill('SIGKILL');
  });

  test('warns if the text changes but the version does not', async () => {
    const { file, environment } = await newTermsFile();
    const server = await keyplane.start(['serve'], { environment });
    await server.url();
    await replace(file, FIRST.replace('first', 'other'));
    const line = await server.line(
      'the text of the terms changed, but their version did not: nobody has to accept the new text',
    );
    expect(line).toMatchObject({ level: 'warn', terms_version: '2027-01' });
    expect(await termsOf(server)).toEqual({ version: '2027-01', text: 'The other terms.' });
    server.child.kill('SIGKILL');
  });

  test.each<[string, (file: string) => Promise<unknown>, RegExp]>([
    ['is missing', (file) => rm(file), /terms\.md does not exist\. Name a text file/],
    ['cannot be read', (file) => chmod(file, 0), /its permissions do not allow that\./],
    ['is a folder', (file) => rm(file).then(() => mkdir(file)), /terms\.md is a folder\./],
    ['has no text', (file) => writeFile(file, '---\n---\n'), /terms\.md contains no text\./],
  ])('ends with 78 if the file %s', async (_case, spoil, message) => {
    const { file, environment } = await newTermsFile();
    await spoil(file);
    const server = await keyplane.start(['serve'], { environment, obeyingPermissions: true });
    expect((await server.finished).exitCode).toBe(78);
    const fatal = server.lines().at(-1);
    expect(fatal).toMatchObject({ level: 'fatal' });
    expect(fatal?.msg).toMatch(/^KEYPLANE_TERMS_FILE: /);
    expect(fatal?.msg).toMatch(message);
  });
});
