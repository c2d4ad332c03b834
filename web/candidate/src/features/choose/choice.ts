import type { Exam, Named, School } from '@shared/model';

/** What the address of the choosing page already says. */
export interface Chosen {
  /** A school's id or slug. */
  school?: string | undefined;
  college?: string | undefined;
  exam?: string | undefined;
}

export type Place =
  | { step: 'nowhere' }
  | { step: 'school'; options: School[] }
  | { step: 'college'; school: School; options: Named[] }
  | { step: 'found'; school: School; college: Named };

/** Which school and college: asked only where there is more than one (manual 1.2). */
export function placeOf(schools: readonly School[], chosen: Chosen): Place {
  const named = schools.find((one) => one.id === chosen.school || one.slug === chosen.school);
  const school = named ?? only(schools);
  if (schools.length === 0) return { step: 'nowhere' };
  if (school === undefined) return { step: 'school', options: [...schools] };
  const college = school.colleges.find((one) => one.id === chosen.college) ?? only(school.colleges);
  if (college === undefined) return { step: 'college', school, options: school.colleges };
  return { step: 'found', school, college };
}

export type ExamChoice =
  | { step: 'none' }
  | { step: 'closed'; exams: Exam[] }
  | { step: 'exam'; options: Exam[] }
  | { step: 'major'; exam: Exam }
  | { step: 'found'; enrolmentId: string };

/** Which exam and major: asked only where there is more than one (manual 1.3, 1.4). */
export function examChoiceOf(exams: readonly Exam[], chosen: Chosen): ExamChoice {
  const open = exams.filter((one) => one.open);
  if (exams.length === 0) return { step: 'none' };
  if (open.length === 0) return { step: 'closed', exams: [...exams] };
  const exam = open.find((one) => one.id === chosen.exam) ?? (exams.length === 1 ? only(open) : undefined);
  if (exam === undefined) return { step: 'exam', options: [...exams] };
  const major = only(exam.majors);
  return major === undefined ? { step: 'major', exam } : { step: 'found', enrolmentId: major.enrolment_id };
}

function only<T>(list: readonly T[]): T | undefined {
  return list.length === 1 ? list[0] : undefined;
}
