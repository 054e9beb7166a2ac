import { deferred, defineProvider, isUnknown, string } from '@keyplane/terraform-plugin';
import { fileDataSource } from './file-data-source';
import { fileResource } from './file-resource';
import { createFolder } from './folder';
import { lineCountFunction } from './line-count-function';
import { secretEphemeralResource } from './secret-ephemeral-resource';

/** Text files of one folder as infrastructure. */
export const filesProvider = defineProvider({
  name: 'files',
  version: '0.1.0',
  description: 'Manages text files in a local folder.',
  schema: {
    folder: string.required({ description: 'The folder that holds the files.' }),
  },
  configure: ({ folder }) =>
    isUnknown(folder) ? deferred('`folder` is known only after apply') : createFolder(folder),
  resources: [fileResource],
  dataSources: [fileDataSource],
  ephemeralResources: [secretEphemeralResource],
  functions: [lineCountFunction],
});
