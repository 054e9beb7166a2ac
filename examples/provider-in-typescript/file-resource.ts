import { createHash } from 'node:crypto';
import { DiagnosticError, gone, string } from '@keyplane/terraform-plugin';
import { defineResource, hasCode, isFileName } from './folder';

export const fileResource = defineResource({
  name: 'files_file',
  description: 'A text file.',
  schema: {
    name: string.required({
      description: 'The name of the file. Changing this replaces the file.',
      identity: true,
      requiresReplace: true,
      validators: [isFileName],
    }),
    content: string.required({ description: 'The text of the file.' }),
    sha256: string.computed({
      description: 'The SHA-256 of the content, in hexadecimal.',
      recomputedWhen: ['content'],
    }),
  },

  async create({ name, content }, { client }) {
    try {
      await client.create(name, content);
    } catch (error) {
      if (!hasCode(error, 'EEXIST')) throw error;
      throw new DiagnosticError({
        summary: `File ${name} exists`,
        detail: `Import it: terraform import files_file.<label> ${name}`,
        attribute: 'name',
      });
    }
    return { sha256: sha256(content) };
  },

  async read({ name }, { client }) {
    const content = await client.read(name);
    if (content !== undefined) return { name, content, sha256: sha256(content) };
    return gone({
      summary: `File ${name} is gone`,
      detail: 'Someone removed it. The next apply creates it again.',
    });
  },

  async update({ name, content }, _state, { client }) {
    await client.write(name, content);
    return { sha256: sha256(content) };
  },

  delete: ({ name }, { client }) => client.remove(name),
});

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
