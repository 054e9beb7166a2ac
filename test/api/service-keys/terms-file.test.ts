import { InvalidTermsError, parseTerms } from '../../../api/service-keys/terms-file';

describe('a file of terms', () => {
  it.each([
    ['---\nversion: 2027-01\n---\nThe text.\n', '2027-01'],
    ['---\nversion: "v 3"\n---\nThe text.', 'v 3'],
    ["\uFEFF---\r\n\r\nversion: 'x'  \r\n---\r\n\r\nThe text.\r\n", 'x'],
  ])('declares its version in its front matter: %j', (file, version) => {
    expect(parseTerms(file)).toEqual({ version, text: 'The text.' });
  });

  it('has the hash of its text as its version otherwise', () => {
    const { version, text } = parseTerms('The text.\n\nMore.\n');
    expect(version).toMatch(/^[0-9a-f]{12}$/);
    expect(text).toBe('The text.\n\nMore.');
    expect(parseTerms('The text.\r\n\r\nMore.').version).toBe(version);
    expect(parseTerms('---\n---\nThe text.\n\nMore.').version).toBe(version);
    expect(parseTerms('The text.\n\nMore!').version).not.toBe(version);
  });

  it('keeps a line of dashes within the text', () => {
    expect(parseTerms('One.\n\n---\n\nTwo.').text).toBe('One.\n\n---\n\nTwo.');
  });

  it.each([
    ['', /contains no text/],
    ['---\nversion: 1\n---\n \n', /contains no text/],
    ['---\nversion: 1\nThe text.', /no second `---`/],
    ['---\nverison: 1\n---\nThe text.', /something other than `version/],
    ['---\nversion: 1\nversion: 2\n---\nThe text.', /more than once/],
    ['---\nversion:\n---\nThe text.', /1 to 40 printable ASCII/],
    [`---\nversion: ${'1'.repeat(41)}\n---\nThe text.`, /1 to 40 printable ASCII/],
    ['---\nversion: März\n---\nThe text.', /1 to 40 printable ASCII/],
    ['The \uFFFD text.', /not a UTF-8 text/],
    ['x'.repeat(100_001), /more than 100000 characters/],
  ])('is refused if it is %j', (file, message) => {
    expect(() => parseTerms(file)).toThrow(InvalidTermsError);
    expect(() => parseTerms(file)).toThrow(message);
  });
});
