import { codeBlocksOf, readPage } from './support/pages';
import { runScript, stepOf } from './support/page-scripts';

/** The block of the page that contains the text, as a step of a script. */
function step(page: string, text: string): string {
  const found = codeBlocksOf(readPage(page)).find(({ code }) => code.includes(text));
  if (found === undefined) throw new Error(`${page} has no block with "${text}".`);
  return stepOf(found)
    .replaceAll('/backup', '$HOME/backup')
    .replaceAll('/elsewhere', '$HOME/elsewhere');
}
const backups = (text: string) => step('docs/operating/backups.md', text);
const incidents = (text: string) => step('docs/operating/incidents.md', text);

/** Prints what Keyplane says about the owner, or fails. */
const ASK = `
ask() {
  id=$(node -p "require('./data/bootstrap.json').owner.client_id")
  secret=$(node -p "require('./data/bootstrap.json').owner.client_secret")
  curl -fsS -u "$id:$secret" http://127.0.0.1:8700/v1/whoami
}
`;

describe('the pages about operating', () => {
  it('back up and restore a database of SQLite while the server runs', async () => {
    const printed = await runScript(`${ASK}
      cd keyplane && mkdir "$HOME/backup" "$HOME/elsewhere"
      serve
      ${backups('keyplane backup')}
      stop
      mv data/bootstrap.json . && rm -r data && mkdir data && mv bootstrap.json data
      ${backups('keyplane restore /backup').replace('npx keyplane serve', 'serve')}
      ask`);
    expect(printed).toMatch(/"backup_at":"\d{4}-/);
  }, 60_000);

  it('replace a master key, replace a lost one, and give an owner another key', async () => {
    const team = 'team_01m8phsw126j2p12xqnckgyqhp';
    const recover = incidents('--out owner.json').replace(team, '$team');
    const printed = await runScript(`${ASK}
      cd keyplane
      serve
      curl -fsS http://127.0.0.1:8700/.well-known/jwks.json # makes a signing key
      stop
      export KEYPLANE_MASTER_KEY=$(cat data/master.key)
      ${incidents('KEYPLANE_MASTER_KEY_PREVIOUS=')}
      serve && stop
      unset KEYPLANE_MASTER_KEY_PREVIOUS
      export KEYPLANE_MASTER_KEY=$(openssl rand -base64 32)
      ${incidents('--discard-lost')}
      ask
      team=$(node -p "require('./data/bootstrap.json').team.id")
      ${recover}
      node -p "Object.keys(require('./owner.json')).join()"`);
    expect(printed).toContain('1 sealed row was moved to the master key');
    expect(printed).toContain('signing keys: 1');
    expect(printed).toContain('"team_role":"owner"');
    expect(printed).toContain('client_id,client_secret');
  }, 60_000);
});
