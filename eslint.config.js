const eslint = require('@eslint/js');
const prettier = require('eslint-config-prettier');
const { defineConfig } = require('eslint/config');
const tseslint = require('typescript-eslint');
const { noLiteralSpread } = require('./scripts/eslint/no-literal-spread.js');

const noDefaultExport = [
  {
    selector: 'ExportDefaultDeclaration',
    message: 'Export by name: a default export is called something else in every file.',
  },
  {
    selector: "ExportSpecifier[exported.name='default']",
    message: 'Export by name: a default export is called something else in every file.',
  },
];

// Workspaces with a tsconfig of their own are outside of the root program. For rules that need
// types, the linter would have to build another program for each of them.
const outsideRootProgram = [
  'docs/.vitepress/**',
  'provider/constructs/**',
  'examples/**',
  'api/console/**',
];

module.exports = defineConfig(
  {
    ignores: [
      '**/node_modules/',
      '.cache/',
      '**/dist/',
      'provider/constructs/lib/',
      'provider/terraform-plugin/lib/',
      '**/generated/',
      '**/cdktf.out/',
      '**/data/',
      '**/coverage/',
      // The build of the site may run at the same time.
      'docs/.vitepress/.temp/',
    ],
  },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  eslint.configs.recommended,
  {
    files: ['**/*.{ts,tsx,mts}'],
    extends: [tseslint.configs.recommended, tseslint.configs.stylistic],
    plugins: { keyplane: { rules: { 'no-literal-spread': noLiteralSpread } } },
    languageOptions: { parserOptions: { project: './tsconfig.json', tsconfigRootDir: __dirname } },
    rules: {
      '@typescript-eslint/ban-ts-comment': 'error',
      '@typescript-eslint/consistent-type-definitions': 'off',
      '@typescript-eslint/consistent-type-imports': [
        'error',
        { fixStyle: 'separate-type-imports', disallowTypeAnnotations: true },
      ],
      '@typescript-eslint/no-empty-function': [
        'error',
        { allow: ['private-constructors', 'arrowFunctions'] },
      ],
      '@typescript-eslint/no-empty-object-type': [
        'error',
        { allowInterfaces: 'with-single-extends' },
      ],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': [
        'error',
        { checksVoidReturn: { arguments: false, attributes: false } },
      ],
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/no-for-in-array': 'error',
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      'keyplane/no-literal-spread': 'error',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'max-lines': ['error', { max: 500 }],
      'no-console': 'error',
      'no-restricted-syntax': ['error', ...noDefaultExport],
      'prefer-const': 'error',
    },
  },
  {
    files: outsideRootProgram.map((folder) => `${folder}/*.{ts,tsx,mts}`),
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: { parserOptions: { project: null } },
    rules: { '@typescript-eslint/switch-exhaustiveness-check': 'off' },
  },
  {
    // An installation compares each migration with its checksum, so a migration never changes.
    files: ['api/database/migrations/*.ts'],
    rules: { 'keyplane/no-literal-spread': 'off' },
  },
  {
    // Command-line programs print to stdout.
    files: ['**/main.ts', 'scripts/**/*.ts', 'examples/**/*.ts', 'test/bench/**/*.ts'],
    rules: { 'no-console': 'off' },
  },
  {
    // The methods of a fake are empty on purpose, and a type test declares variables only to check
    // their types.
    files: ['test/**/*.ts'],
    rules: {
      '@typescript-eslint/no-empty-function': 'off',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { args: 'none', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
    },
  },
  {
    // Jest and VitePress call a default export. Declarations describe what others export.
    files: ['test/support/jest-global-*.ts', 'docs/.vitepress/**/*.mts', '**/*.d.ts'],
    rules: { 'no-restricted-syntax': 'off' },
  },
  {
    files: ['**/*.js'],
    languageOptions: {
      sourceType: 'commonjs',
      globals: {
        module: 'writable',
        require: 'readonly',
        process: 'readonly',
        __dirname: 'readonly',
      },
    },
  },
  prettier,
);
