import {
  createTheme,
  defaultVariantColorsResolver,
  mergeThemeOverrides,
  type MantineColorsTuple,
  type VariantColorsResolver,
} from '@mantine/core';

/** The house's blue: ink at 8, the colour of actions at 7 (contrast with white 7.0:1). */
const brand: MantineColorsTuple = [
  '#eef4fb',
  '#dbe7f5',
  '#b3cdea',
  '#88b1df',
  '#6699d5',
  '#4a86cb',
  '#2f6fb7',
  '#1f5a9c',
  '#1a4b82',
  '#123861',
];

/** The library's colours, with the text of light tones darkened to WCAG AA (4.5:1). */
const readable: VariantColorsResolver = (input) => {
  const colors = defaultVariantColorsResolver(input);
  if (input.variant !== 'light') return colors;
  return { ...colors, color: `color-mix(in srgb, ${colors.color} 70%, #000)` };
};

const common = createTheme({
  variantColorResolver: readable,
  primaryColor: 'brand',
  primaryShade: 7,
  colors: { brand },
  fontFamily:
    'system-ui, -apple-system, "Segoe UI", "PingFang SC", "Noto Sans SC", "Noto Sans CJK SC", "Microsoft YaHei", sans-serif',
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, "Noto Sans Mono CJK SC", monospace',
  autoContrast: true,
  cursorType: 'pointer',
  respectReducedMotion: true,
  focusRing: 'auto',
});

/** Large and calm: a phone in a nervous hand. */
export const candidateTheme = mergeThemeOverrides(common, {
  fontSizes: { xs: '0.875rem', sm: '0.9375rem', md: '1.0625rem', lg: '1.1875rem', xl: '1.375rem' },
  lineHeights: { xs: '1.5', sm: '1.5', md: '1.6', lg: '1.6', xl: '1.5' },
  defaultRadius: 'md',
  radius: { xs: '6px', sm: '8px', md: '14px', lg: '20px', xl: '28px' },
  headings: {
    fontWeight: '650',
    sizes: {
      h1: { fontSize: '1.625rem', lineHeight: '1.3' },
      h2: { fontSize: '1.25rem', lineHeight: '1.4' },
      h3: { fontSize: '1.0625rem', lineHeight: '1.5' },
    },
  },
  components: {
    // A long label in English takes two lines rather than being cut.
    Button: {
      defaultProps: { size: 'lg' },
      styles: {
        root: { height: 'auto', minHeight: 'var(--button-height)', paddingBlock: 6 },
        inner: { height: 'auto', minHeight: 'calc(var(--button-height) - 14px)' },
        label: { whiteSpace: 'normal', height: 'auto', lineHeight: 1.3 },
      },
    },
    Modal: { defaultProps: { radius: 'lg' }, styles: { title: { fontWeight: 650, fontSize: '1.1875rem' } } },
    TextInput: { defaultProps: { size: 'lg' } },
    Select: { defaultProps: { size: 'lg' } },
  },
});

/** Dense: many people on one screen. */
export const consoleTheme = mergeThemeOverrides(common, {
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.125rem' },
  defaultRadius: 'sm',
  headings: {
    fontWeight: '650',
    sizes: {
      h1: { fontSize: '1.25rem', lineHeight: '1.3' },
      h2: { fontSize: '1.0625rem', lineHeight: '1.4' },
      h3: { fontSize: '0.9375rem', lineHeight: '1.4' },
    },
  },
  components: {
    Button: { defaultProps: { size: 'sm' } },
    Notification: { styles: { description: { color: 'var(--ink-soft)' } } },
    TextInput: { defaultProps: { size: 'sm' } },
  },
});
