/** A part of the console that is no session: what a school sets up and looks after. */
export interface Area {
  /** Its text is at `area.KEY`. */
  key: string;
  path: string;
  /** Who finds it in the menu; the server decides who may use it. */
  roles: readonly string[];
}

/** All areas, in the menu's order. */
export const areas: readonly Area[] = [
  { key: 'poster', path: '/poster', roles: ['school_admin', 'college_admin'] },
  { key: 'school', path: '/school', roles: ['school_admin'] },
  { key: 'staff', path: '/staff', roles: ['school_admin'] },
  { key: 'exams', path: '/exams', roles: ['school_admin'] },
  { key: 'flow', path: '/flow', roles: ['school_admin'] },
  { key: 'identity', path: '/identity', roles: ['school_admin'] },
  { key: 'candidates', path: '/candidates', roles: ['school_admin', 'college_admin'] },
  { key: 'accommodations', path: '/accommodations', roles: ['school_admin', 'college_admin'] },
  { key: 'readiness', path: '/readiness', roles: ['school_admin', 'college_admin', 'support', 'secretary', 'steward'] },
  { key: 'review', path: '/review', roles: ['school_admin', 'college_admin', 'reviewer'] },
  { key: 'announcements', path: '/announcements', roles: ['school_admin', 'college_admin'] },
  { key: 'sms', path: '/sms', roles: ['school_admin', 'college_admin', 'support'] },
  { key: 'enquiries', path: '/enquiries', roles: ['school_admin', 'college_admin', 'support'] },
  { key: 'fees', path: '/fees', roles: ['school_admin'] },
  { key: 'audit', path: '/audit', roles: ['school_admin', 'inspector'] },
];

/** The areas that roles open. */
export function areasFor(roles: readonly string[]): Area[] {
  return areas.filter((area) => area.roles.some((role) => roles.includes(role)));
}
