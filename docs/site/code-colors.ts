/** What is read of a theme of Shiki. */
interface CodeTheme {
  readonly colors?: Readonly<Record<string, string>>;
  readonly tokenColors?: readonly { readonly settings: { readonly foreground?: string } }[];
}

/** What is changed in an element that Shiki has made. */
interface StyledElement {
  readonly properties: Record<string, unknown>;
}

export interface CodeColors {
  /** A class for each color of each theme. */
  readonly css: string;
  /** Shiki calls it for each part of highlighted code. It replaces the style by classes. */
  readonly transformer: {
    pre(element: StyledElement): void;
    span(element: StyledElement): void;
  };
}

/** The color of a theme, as Shiki writes it into a style: `--shiki-light:#24292e`. */
const DECLARATION = /^--shiki-(\w+):#(\w+)$/;

/**
 * Colors of highlighted code by classes. Shiki writes them into `style` attributes, which the policy of
 * the server's pages would have to allow everywhere.
 */
export function codeColors(themes: Readonly<Record<string, CodeTheme>>): CodeColors {
  const rules = new Map(
    Object.entries(themes).flatMap(([name, theme]) =>
      colorsOf(theme).map((color) => {
        const className = `${name}-${color.slice(1)}`;
        return [className, `.${className}{--shiki-${name}:${color}}`] as const;
      }),
    ),
  );

  function classesOf(style: string): string[] {
    return style.split(';').flatMap((declaration) => {
      const [, theme, color] = DECLARATION.exec(declaration.toLowerCase()) ?? [];
      // Font styles and backgrounds of a theme, which the style sheet of the site does not use.
      if (color === undefined) return [];
      const className = `${theme}-${color}`;
      if (rules.has(className)) return [className];
      throw new Error(`Highlighted code has the color #${color}, which no theme names.`);
    });
  }

  function restyle({ properties }: StyledElement): void {
    const { style } = properties;
    if (typeof style !== 'string') return;
    delete properties['style'];
    const classes = [properties['class'] ?? []].flat();
    properties['class'] = [...classes, ...classesOf(style)].join(' ');
  }

  return { css: [...rules.values()].join('\n'), transformer: { pre: restyle, span: restyle } };
}

function colorsOf({ colors = {}, tokenColors = [] }: CodeTheme): string[] {
  const named = [
    colors['editor.foreground'],
    ...tokenColors.map(({ settings }) => settings.foreground),
  ];
  return [...new Set(named.flatMap((color) => (color === undefined ? [] : color.toLowerCase())))];
}
