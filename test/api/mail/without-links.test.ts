import { withoutLinks } from '../../../api/mail/without-links';

test.each([
  ['Acme GmbH & Co. KG', 'Acme GmbH & Co. KG'],
  ['Team: red', 'Team: red'],
  ['http://evil.example/x', 'http[:][/][/]evil[.]example[/]x'],
  ['www.evil.example', 'www[.]evil[.]example'],
  ['mail@evil.example', 'mail[@]evil[.]example'],
  ['evil。example', 'evil[。]example'],
  ['平台组', '平台组'],
])('%s is shown as %s', (name, shown) => {
  expect(withoutLinks(name)).toBe(shown);
});
