import js from '@eslint/js';
import jsxA11y from 'eslint-plugin-jsx-a11y';
import reactHooks from 'eslint-plugin-react-hooks';
import globals from 'globals';
import tseslint from 'typescript-eslint';

/** Imports that a part may not make: shared → features → app, never back or across. */
function forbid(patterns, message) {
  return {
    'no-restricted-imports': ['error', { patterns: [{ regex: patterns, message }] }],
  };
}

export default tseslint.config(
  { ignores: ['node_modules', 'dist', 'shared/api/schema.d.ts', '**/public/**'] },
  js.configs.recommended,
  tseslint.configs.recommendedTypeChecked,
  jsxA11y.flatConfigs.recommended,
  reactHooks.configs.flat.recommended,
  {
    languageOptions: {
      globals: { ...globals.browser },
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      'no-console': 'error',
      eqeqeq: 'error',
      'max-lines': ['error', { max: 400 }],
      '@typescript-eslint/consistent-type-imports': 'error',
      // Event handlers may be async: their promises report through the query cache or `run`.
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
    },
  },
  {
    // Live video of people in the room has no captions to offer.
    files: ['shared/media/**', 'candidate/**', 'console/**'],
    rules: { 'jsx-a11y/media-has-caption': 'off' },
  },
  {
    files: ['shared/**'],
    rules: forbid('(^|/)(candidate|console)/', 'web/shared knows neither client.'),
  },
  {
    files: ['candidate/**'],
    rules: forbid('(^|/)console/', 'The two clients do not import each other.'),
  },
  {
    files: ['console/**'],
    rules: forbid('(^|/)candidate/', 'The two clients do not import each other.'),
  },
  {
    files: ['**/*.{js,mjs}'],
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: { globals: { ...globals.node } },
    rules: { 'no-console': 'off' },
  },
);
