import { DiagnosticError, string } from '@keyplane/terraform-plugin';
import { defineEphemeralResource, isFileName } from './folder';

export const secretEphemeralResource = defineEphemeralResource({
  name: 'files_secret',
  description: 'The text of a file, for this run only: neither the plan nor the state holds it.',
  schema: {
    name: string.required({ description: 'The name of the file.', validators: [isFileName] }),
    value: string.computed({ description: 'The text of the file.', sensitive: true }),
  },
  async open({ name }, { client }) {
    const value = await client.read(name);
    if (value !== undefined) return { result: { value } };
    throw new DiagnosticError({
      summary: `Secret ${name} not found`,
      detail: 'Write the secret to this file first.',
      attribute: 'name',
    });
  },
});
