import { expect, it } from 'vitest';
import { chooseLanguage } from '.';

it.each([
  ['what was chosen before', 'en', ['zh-CN'], 'en'],
  ['the browser’s first language that we speak', null, ['fr', 'en-GB', 'zh'], 'en'],
  ['any Chinese', null, ['zh-TW'], 'zh-CN'],
  ['Chinese for all others', null, ['fr'], 'zh-CN'],
  ['Chinese where the store holds nonsense', 'xx', [], 'zh-CN'],
])('speaks %s', (_, before, wanted, want) => {
  expect(chooseLanguage(before, wanted)).toBe(want);
});
