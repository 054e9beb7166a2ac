import { serve } from '@keyplane/terraform-plugin';
import { filesProvider } from './provider';

void serve(() => filesProvider, { address: 'example.com/acme/files' });
