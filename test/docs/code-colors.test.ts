import { codeColors } from '../../docs/site/code-colors';
import { withoutStyles } from '../../docs/site/style-attributes';

const LIGHT = {
  colors: { 'editor.foreground': '#24292e' },
  tokenColors: [{ settings: { foreground: '#D73A49' } }, { settings: {} }],
};
const DARK = { tokenColors: [{ settings: { foreground: '#f97583' } }] };

describe('the colors of highlighted code', () => {
  const { css, transformer } = codeColors({ light: LIGHT, dark: DARK });

  it('are classes instead of styles', () => {
    const style = '--shiki-light:#D73A49;--shiki-dark:#F97583;--shiki-light-font-style:italic';
    const span = { properties: { class: 'line', style } };
    transformer.span(span);
    expect(span.properties).toEqual({ class: 'line light-d73a49 dark-f97583' });
  });

  it('have a rule for each color of each theme', () => {
    expect(css.split('\n')).toEqual([
      '.light-24292e{--shiki-light:#24292e}',
      '.light-d73a49{--shiki-light:#d73a49}',
      '.dark-f97583{--shiki-dark:#f97583}',
    ]);
  });

  it('fail the build if a theme does not name one of them, which would otherwise be lost', () => {
    const span = { properties: { style: '--shiki-light:#010203' } };
    expect(() => transformer.span(span)).toThrow('#010203');
  });
});

test('a page loses its style attributes, and nothing of its text', () => {
  expect(
    withoutStyles('<div style="--vp-vh:0px;" class="a"><br style="">say style="x"</div>'),
  ).toBe('<div class="a"><br>say style="x"</div>');
});
