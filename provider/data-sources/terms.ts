import { defineDataSource } from '../definitions/define';
import { string } from '../terraform-plugin';

export const termsDataSource = defineDataSource({
  name: 'keyplane_terms',
  description:
    'The current version of the risk agreement, which you must accept to create a paid ' +
    'service key or the first token of the free service key. Read the text before you accept ' +
    'it. If `accept_terms` follows `version`, you also accept every later version.',
  schema: {
    version: string.computed({
      description:
        'The version of the risk agreement. To accept the agreement, set `accept_terms` to ' +
        'it.',
    }),
    text: string.computed({ description: 'The text of the risk agreement.' }),
  },
  read: (_config, { client, signal }) => client.catalog.terms({ signal }),
});
