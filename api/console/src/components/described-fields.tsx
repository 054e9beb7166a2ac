import { Textarea, TextInput, type TextareaProps, type TextInputProps } from '@mantine/core';

/** The name of an object, in one line. */
export const DisplayNameField = (props: TextInputProps) => (
  <TextInput label="Name" required maxLength={200} data-autofocus {...props} />
);

/** What is wrong with the name while it is typed. The API knows the rest. */
export const displayNameFault = (name: string): string | null =>
  name.trim() === '' ? 'Enter a name.' : null;

export const DescriptionField = (props: TextareaProps) => (
  <Textarea
    label="Description"
    description="Optional."
    autosize
    minRows={2}
    maxLength={2000}
    {...props}
  />
);
