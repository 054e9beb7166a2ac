import { defineFunction, number, parameter, string } from '@keyplane/terraform-plugin';

export const lineCountFunction = defineFunction({
  name: 'line_count',
  summary: 'Counts lines.',
  description: 'Returns the number of lines of a text. A line break at the end adds none.',
  parameters: [parameter('text', string, { description: 'The text.' })],
  returns: number,
  call: (text) => (text === '' ? 0 : text.replace(/\n$/, '').split('\n').length),
});
