/** Length of a pairing code, without the spaces that people type. */
export const CODE_LENGTH = 10;

/** The pairing code in what a scanner read or a person typed; undefined when there is none. */
export function codeFrom(text: string): string | undefined {
  const fromLink = /\/pair\/([^/?#\s]+)/.exec(text)?.[1];
  const code = (fromLink ?? text).replace(/[\s-]/g, '').toUpperCase();
  return /^[0-9A-Z]{6,32}$/.test(code) ? code : undefined;
}
