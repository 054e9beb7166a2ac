import { servePlugin } from '../../../../../provider/terraform-plugin/plugin/serve-plugin';
import { createNoteProvider } from './note-provider-server';

void servePlugin({
  loadProviderServer: () => Promise.resolve(createNoteProvider),
  usage: 'This is a Terraform provider: terraform starts it, a person does not.',
});
