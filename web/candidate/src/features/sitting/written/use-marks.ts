import { useState } from 'react';

const keyOf = (sittingId: string) => `kaochang.marks.${sittingId}`;

/** The items that the candidate has marked to come back to; this browser remembers them. */
export function useMarks(sittingId: string): [ReadonlySet<string>, (item: string) => void] {
  const [marks, setMarks] = useState<ReadonlySet<string>>(() => new Set((localStorage.getItem(keyOf(sittingId)) ?? '').split(' ').filter((item) => item !== '')));
  const toggle = (item: string) => {
    const next = new Set(marks);
    if (!next.delete(item)) next.add(item);
    localStorage.setItem(keyOf(sittingId), [...next].join(' '));
    setMarks(next);
  };
  return [marks, toggle];
}
