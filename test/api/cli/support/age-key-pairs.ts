import { execFileSync } from 'node:child_process';

export interface KeyPair {
  readonly identity: string;
  readonly recipient: string;
}

/** New keys of age. The library is an ES module, which only another process can import. */
export function ageKeyPairs() {
  const [ours, second, stranger, postQuantum] = JSON.parse(
    execFileSync(
      process.execPath,
      [
        '--input-type=module',
        '--eval',
        `import { generateHybridIdentity, generateX25519Identity, identityToRecipient } from 'age-encryption';
       const made = [generateX25519Identity, generateX25519Identity, generateX25519Identity, generateHybridIdentity];
       const pairs = await Promise.all(made.map(async (generate) => {
         const identity = await generate();
         return { identity, recipient: await identityToRecipient(identity) };
       }));
       console.log(JSON.stringify(pairs));`,
      ],
      { cwd: __dirname, encoding: 'utf8' },
    ),
  ) as [KeyPair, KeyPair, KeyPair, KeyPair];
  return { ours, second, stranger, postQuantum };
}
