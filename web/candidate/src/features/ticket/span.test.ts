import { expect, it } from 'vitest';
import { spanIn } from './span';

it('tells times of the school, whatever the zone of the phone', () => {
  expect(spanIn('Asia/Shanghai', 'en', '2027-01-05T23:00:00Z', '2027-01-06T01:30:00Z')).toBe('Wed, January 6, 2027 07:00 – 09:30');
});

it('tells both days where they differ', () => {
  expect(spanIn('Asia/Shanghai', 'zh-CN', '2027-01-05T10:00:00Z', '2027-01-05T17:00:00Z')).toBe('2027年1月5日周二 18:00 – 2027年1月6日周三 01:00');
});
