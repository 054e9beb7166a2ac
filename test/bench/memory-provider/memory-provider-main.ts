import { createProviderServer } from '../../../provider/terraform-plugin';
import { servePlugin } from '../../../provider/terraform-plugin/plugin/serve-plugin';
import { createMemoryProvider } from './memory-provider';

void servePlugin({
  loadProviderServer: async (logger) => () =>
    createProviderServer(createMemoryProvider('0.1.0'), { logger }),
  usage: 'This is a Terraform provider: terraform starts it, a person does not.',
});
