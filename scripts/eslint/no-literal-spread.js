/** Whether the elements could be written without the spread, with the same result. */
function isInPlace({ argument, parent }) {
  if (argument.type === 'ObjectExpression') return parent.type === 'ObjectExpression';
  return argument.type === 'ArrayExpression' && parent.type !== 'ObjectExpression';
}

/**
 * Refuses `{ ...{ a, b }, c }` and `[...['a', 'b'], 'c']`: such a spread only shortens lines, and a
 * reader would look for a reason that does not exist.
 */
exports.noLiteralSpread = {
  meta: {
    type: 'suggestion',
    fixable: 'code',
    messages: {
      inPlace:
        'A literal is spread in place. Write its members where the spread stands, one per line if need be.',
    },
    schema: [],
  },
  create(context) {
    const { sourceCode } = context;
    return {
      SpreadElement(node) {
        if (!isInPlace(node)) return;
        const { argument } = node;
        const { length } = argument.properties ?? argument.elements;
        context.report({
          node,
          messageId: 'inPlace',
          fix(fixer) {
            if (length === 0) return null;
            const members = sourceCode.getText(argument).slice(1, -1).trim().replace(/,$/, '');
            return fixer.replaceText(node, members);
          },
        });
      },
    };
  },
};
