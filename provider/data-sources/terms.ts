import { defineDataSource } from '../definitions/define';
import { string } from '../terraform-plugin';

export const termsDataSource = defineDataSource({
  name: 'keyplane_terms',
  description:
    'The risk agreement in its current version, which a service key asks for. Read the text before you ' +
    'accept it. If `accept_terms` follows `version`, you also accept every later version.',
  schema: {
    version: string.computed({ description: 'The version, which `accept_terms` names.' }),
    text: string.computed({ description: 'The text of the agreement.' }),
  },
  read: (_config, { client, signal }) => client.catalog.terms({ signal }),
});
