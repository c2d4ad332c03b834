import { expect, it } from 'vitest';
import { BlockTimes } from './block-times';

const size = (length: number) => [0x40 | (length >> 8), length & 0xff];
const element = (id: number[], ...data: number[]) => [...id, ...size(data.length), ...data];
const block = (id: number[], track: number, atMs: number) => element(id, 0x80 | track, atMs >> 8, atMs & 0xff, 0x80, 1, 2, 3);
const UNKNOWN = [0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff];

/** A recorder's file: sound is track 1, the picture track 2; no cluster knows its length. */
const file = Uint8Array.from([
  ...element([0x1a, 0x45, 0xdf, 0xa3], 0x42, 0x86, 0x81, 1),
  ...[0x18, 0x53, 0x80, 0x67, ...UNKNOWN],
  ...element([0x16, 0x54, 0xae, 0x6b], ...element([0xae], ...element([0xd7], 1), ...element([0x83], 2)), ...element([0xae], ...element([0xd7], 2), ...element([0x83], 1))),
  ...[0x1f, 0x43, 0xb6, 0x75, ...UNKNOWN, ...element([0xe7], 0)],
  ...block([0xa3], 1, 0),
  ...block([0xa3], 2, 33),
  ...[0x1f, 0x43, 0xb6, 0x75, ...UNKNOWN, ...element([0xe7], 0x03, 0xe8)],
  ...block([0xa3], 2, 50),
  ...element([0xa0], ...block([0xa1], 2, 100)),
]);

it('reads when the pictures of a file are, wherever its slices are cut', () => {
  for (const length of [1, 7, 40, file.length]) {
    const read = new BlockTimes();
    for (let from = 0; from < file.length; from += length) read.push(file.subarray(from, from + length));
    expect([read.times, read.firstMs], `slices of ${length} bytes`).toEqual([[33, 1050, 1100], 0]);
  }
});

it('knows nothing of a file without a block', () => {
  const read = new BlockTimes();
  read.push(file.subarray(0, 20));
  expect([read.times, read.firstMs]).toEqual([[], undefined]);
});
