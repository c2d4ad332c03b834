import type { ReactNode } from 'react';

export type IconName =
  | 'phone'
  | 'camera-first'
  | 'camera-second'
  | 'clock'
  | 'person'
  | 'room'
  | 'call'
  | 'check'
  | 'next'
  | 'back'
  | 'question'
  | 'qr'
  | 'switch'
  | 'expand'
  | 'shrink'
  | 'close'
  | 'message'
  | 'sound'
  | 'leave'
  | 'school';

const shapes: Record<IconName, ReactNode> = {
  phone: <path d="M8 3h8a1 1 0 0 1 1 1v16a1 1 0 0 1-1 1H8a1 1 0 0 1-1-1V4a1 1 0 0 1 1-1Zm3 15h2" />,
  'camera-first': (
    <>
      <rect x="6" y="3" width="12" height="18" rx="2" />
      <circle cx="12" cy="10" r="2.4" />
      <path d="M8.2 16.5a4 4 0 0 1 7.6 0" />
    </>
  ),
  'camera-second': (
    <>
      <rect x="3" y="7" width="12" height="10" rx="2" />
      <path d="m15 11 6-3v8l-6-3M9 17v4M6 21h6" />
    </>
  ),
  clock: (
    <>
      <circle cx="12" cy="12" r="8.5" />
      <path d="M12 7.5V12l3 2" />
    </>
  ),
  person: (
    <>
      <circle cx="12" cy="8" r="3.5" />
      <path d="M5 20a7 7 0 0 1 14 0" />
    </>
  ),
  room: <path d="M5 21V4h10v17M15 7h4v14M3 21h18M11 12.5h.01" />,
  call: <path d="M6 3h3l1.5 5-2 1.5a11 11 0 0 0 6 6l1.5-2 5 1.5v3a2 2 0 0 1-2 2A16 16 0 0 1 4 5a2 2 0 0 1 2-2Z" />,
  check: <path d="m5 12.5 4.5 4.5L19 7.5" />,
  next: <path d="m9 5 7 7-7 7" />,
  back: <path d="m15 5-7 7 7 7" />,
  question: <path d="M7 3h10a1 1 0 0 1 1 1v16a1 1 0 0 1-1 1H7a1 1 0 0 1-1-1V4a1 1 0 0 1 1-1Zm2 5h6M9 12h6M9 16h3" />,
  qr: <path d="M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h2v2h-2zM18 18h2v2h-2zM18 14h2M14 18v2" />,
  switch: <path d="M4 9a8 8 0 0 1 14-3l2 2M20 4v4h-4M20 15a8 8 0 0 1-14 3l-2-2M4 20v-4h4" />,
  expand: <path d="M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5" />,
  shrink: <path d="M9 4v5H4M15 4v5h5M9 20v-5H4M15 20v-5h5" />,
  close: <path d="M6 6l12 12M18 6 6 18" />,
  message: <path d="M4 5h16v11H10l-4 4v-4H4Z" />,
  sound: <path d="M4 10v4h4l5 4V6L8 10ZM16.5 9a4 4 0 0 1 0 6M19 6.5a8 8 0 0 1 0 11" />,
  leave: <path d="M14 4H5v16h9M10 12h11m-4-4 4 4-4 4" />,
  school: <path d="m3 9 9-5 9 5-9 5Zm4 3v5c3 2.5 7 2.5 10 0v-5M21 9v6" />,
};

/** A drawing beside words; it says nothing by itself. */
export function Icon({ name, size = 22 }: { name: IconName; size?: number }) {
  return (
    <svg
      viewBox="0 0 24 24"
      width={size}
      height={size}
      fill="none"
      stroke="currentColor"
      strokeWidth="1.8"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      style={{ flex: 'none' }}
    >
      {shapes[name]}
    </svg>
  );
}
