import { expect, it } from 'vitest';
import { codeFrom } from './code';

it.each([
  ['https://exam.example.edu/pair/ABCDE23456', 'ABCDE23456'],
  ['http://127.0.0.1:8080/pair/abcde23456?x=1', 'ABCDE23456'],
  ['abcde 23456', 'ABCDE23456'],
  ['abcde-23456', 'ABCDE23456'],
  ['https://example.com/else', undefined],
  ['', undefined],
])('%s holds %s', (text, want) => {
  expect(codeFrom(text)).toBe(want);
});
