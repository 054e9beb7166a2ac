import { DiagnosticError, string } from '@keyplane/terraform-plugin';
import { defineDataSource, isFileName } from './folder';

export const fileDataSource = defineDataSource({
  name: 'files_file',
  description: 'Reads a text file that something else wrote.',
  schema: {
    name: string.required({ description: 'The name of the file.', validators: [isFileName] }),
    content: string.computed({ description: 'The text of the file.' }),
  },
  async read({ name }, { client }) {
    const content = await client.read(name);
    if (content !== undefined) return { content };
    throw new DiagnosticError({
      summary: `File ${name} not found`,
      detail: 'Create the file, or correct the name.',
      attribute: 'name',
    });
  },
});
